package io.retune.training;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.NewFolder;
import io.retune.encoder.model.SafetensorsFile;
import io.retune.encoder.model.SafetensorsWriter;
import io.retune.encoder.model.WeightSpec;
import io.retune.training.network.AdapterFolder;
import io.retune.training.network.TrainableEncoder;
import io.retune.training.optimizer.AdamW;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A training's memory on disk, in one folder: {@code step-N} holds everything that the steps after N depend on, {@code
 * best-N} the weights of the best step so far. Folders appear by rename, and an old one goes after the new one is
 * there, so that a process may die at any time.
 */
final class TrainingState {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STEP = "step-";
    private static final String BEST = "best-";
    private static final String JOB = "job.json";
    private static final String CURVE = "curve.jsonl";
    private static final Set<String> KEPT = Set.of(CURVE, SweepFiles.RECORD, SweepFiles.PICTURE);
    private static final String WEIGHTS = "weights.safetensors";
    private static final String MOMENTS = "moments.safetensors";

    private final Path folder;

    /**
     * Opens a folder for a job.
     *
     * @param job describes model, data and options
     * @throws TrainingException if the folder holds another job's state
     */
    TrainingState(Path folder, JsonNode job) {
        this.folder = folder;
        Path file = folder.resolve(JOB);
        try {
            Files.createDirectories(folder);
            if (!Files.exists(file)) {
                Path complete = folder.resolve(JOB + ".new");
                Files.writeString(complete, JSON.writeValueAsString(job));
                Files.move(complete, file);
            }
            JsonNode found = JSON.readTree(file.toFile());
            if (!found.equals(job)) {
                throw new TrainingException(folder + ": holds an unfinished training of another job: "
                        + difference(found, job) + "; repeat its command to finish it, or remove the folder");
            }
        } catch (IOException e) {
            throw new TrainingException(folder + ": cannot be used (" + e + "); choose another output", e);
        }
    }

    private static String difference(JsonNode found, JsonNode expected) {
        List<String> differing = new ArrayList<>();
        expected.properties().forEach(property -> {
            JsonNode other = found.path(property.getKey());
            if (!other.equals(property.getValue())) {
                differing.add(property.getKey() + " was " + other + ", is " + property.getValue());
            }
        });
        return String.join(", ", differing);
    }

    /** Removes everything but the curve and the sweep. */
    static void discard(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> !KEPT.contains(file.getFileName().toString())).forEach(NewFolder::deleteQuietly);
        } catch (IOException e) {
            throw new TrainingException(folder + ": cannot be read (" + e + ")", e);
        }
    }

    /** A curve that lives beside the state. */
    LearningCurve curve() {
        return new LearningCurve(folder.resolve(CURVE));
    }

    /** The best step's weights. */
    Path best(int step) {
        return folder.resolve(BEST + step).resolve(WEIGHTS);
    }

    /** The adapter that the best step's weights come of; there only where an adapter was trained. */
    static Path adapterOf(Path best) {
        return best.resolveSibling(AdapterFolder.WEIGHTS);
    }

    void saveBest(int step, EncoderWeights weights, TrainableEncoder network) {
        if (!Files.exists(folder.resolve(BEST + step))) {
            NewFolder.write(folder.resolve(BEST + step), building -> {
                weights.write(building.resolve(WEIGHTS));
                if (network.isAdapter()) {
                    network.save(adapterOf(building.resolve(WEIGHTS)));
                }
            });
        }
    }

    /**
     * Saves everything after a step.
     *
     * @param bestStep whose weights were saved before
     */
    void save(int step, int bestStep, TrainableEncoder network, AdamW optimizer) {
        NewFolder.write(folder.resolve(STEP + step), building -> {
            network.save(building.resolve(WEIGHTS));
            List<NDArray> moments = optimizer.moments();
            SafetensorsWriter.write(
                    building.resolve(MOMENTS), momentSpecs(network.specs()), i -> EncoderWeights.bytes(moments.get(i)));
            Files.writeString(
                    building.resolve("state.json"),
                    JSON.createObjectNode().put("best_step", bestStep).toString());
        });
        remove(STEP, step);
        remove(BEST, bestStep);
    }

    /** Restores the newest saved step, if there is one. */
    Optional<Saved> restore(TrainableEncoder network, AdamW optimizer) {
        Optional<Path> newest = folders(STEP).max(Comparator.comparingInt(TrainingState::number));
        newest.ifPresent(saved -> {
            network.restore(saved.resolve(WEIGHTS));
            try (SafetensorsFile moments = SafetensorsFile.open(saved.resolve(MOMENTS))) {
                List<WeightSpec> momentSpecs = momentSpecs(network.specs());
                for (int i = 0; i < momentSpecs.size(); i++) {
                    EncoderWeights.bytes(optimizer.moments().get(i))
                            .put(moments.readFloats(momentSpecs.get(i).name()));
                }
            }
            optimizer.restoreStep(number(saved));
        });
        return newest.map(saved -> new Saved(number(saved), bestStep(saved)));
    }

    /** What a saved folder says. */
    record Saved(int step, int bestStep) {}

    private static int bestStep(Path saved) {
        try {
            return JSON.readTree(saved.resolve("state.json").toFile())
                    .path("best_step")
                    .asInt();
        } catch (IOException e) {
            throw new TrainingException(saved + ": cannot be read (" + e + "); remove this folder", e);
        }
    }

    private static List<WeightSpec> momentSpecs(List<WeightSpec> weights) {
        List<WeightSpec> specs = new ArrayList<>();
        for (String moment : List.of("mean.", "variance.")) {
            weights.forEach(spec -> specs.add(new WeightSpec(moment + spec.name(), spec.shape())));
        }
        return specs;
    }

    private void remove(String prefix, int keep) {
        folders(prefix).filter(path -> number(path) != keep).forEach(NewFolder::deleteQuietly);
    }

    private Stream<Path> folders(String prefix) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(prefix + "\\d+")).toList().stream();
        } catch (IOException e) {
            throw new TrainingException(folder + ": cannot be read (" + e + ")", e);
        }
    }

    private static int number(Path folder) {
        String name = folder.getFileName().toString();
        return Integer.parseInt(name.substring(name.indexOf('-') + 1));
    }
}
