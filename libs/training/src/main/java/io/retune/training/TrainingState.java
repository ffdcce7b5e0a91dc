package io.retune.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.NewFolder;
import io.retune.encoder.model.SafetensorsFile;
import io.retune.encoder.model.SafetensorsWriter;
import io.retune.training.network.AdapterFolder;
import io.retune.training.network.TrainableEncoder;
import io.retune.training.optimizer.AdamW;
import io.retune.training.selection.Looks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A training's memory on disk, in one folder: {@code step-N} holds everything that the steps after N depend on, {@code
 * finalist-N} the weights of a step that may be kept. Folders appear by rename and carry digests, and the step saved
 * before the last one stays, so that a process may die at any time and a damaged folder costs some steps and no more.
 */
final class TrainingState {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STEP = "step-";
    private static final String FINALIST = "finalist-";
    private static final String NUMBER = "\\d+";
    private static final String JOB = "job.json";
    private static final String CURVE = "curve.jsonl";
    private static final Set<String> KEPT = Set.of(CURVE, SweepFiles.RECORD, SweepFiles.PICTURE);
    private static final String WEIGHTS = "weights.safetensors";
    private static final String MOMENTS = "moments.safetensors";
    private static final String PROGRESS = "progress.json";
    /** The newest one, and the one to fall back to. */
    private static final int KEPT_STEPS = 2;

    private final Path folder;

    /**
     * Opens a folder for a job.
     *
     * @param job describes model, data and options
     * @throws OtherJobException if the folder holds another job's state
     */
    TrainingState(Path folder, JsonNode job) {
        this.folder = folder;
        Path file = folder.resolve(JOB);
        try {
            Files.createDirectories(folder);
            if (!Files.exists(file)) {
                SweepFiles.delete(folder);
                Path complete = folder.resolve(JOB + ".new");
                Files.writeString(complete, JSON.writeValueAsString(job));
                Files.move(complete, file);
            }
            JsonNode found = JSON.readTree(file.toFile());
            if (!found.equals(job)) {
                throw new OtherJobException(folder + ": holds an unfinished training of another job: "
                        + difference(found, job) + "; repeat its command to finish it, or remove the folder");
            }
        } catch (IOException e) {
            throw new TrainingException(folder + ": cannot be used (" + e + "); choose another output", e);
        }
    }

    /**
     * What a saved step depends on besides weights and moments.
     *
     * @param looks at dev so far
     * @param finalists steps whose weights are kept
     */
    record Progress(Looks looks, List<Integer> finalists) {
        static final Progress START = new Progress(Looks.NONE, List.of());
    }

    /** A step that was saved. */
    record Saved(int step, Progress progress) {}

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

    /** Weights of a step that may be kept. */
    Path finalist(int step) {
        return folder.resolve(FINALIST + step).resolve(WEIGHTS);
    }

    /** The adapter that a finalist's weights come of; there only where an adapter was trained. */
    static Path adapterOf(Path finalist) {
        return finalist.resolveSibling(AdapterFolder.WEIGHTS);
    }

    void saveFinalist(int step, EncoderWeights weights, TrainableEncoder network) {
        SealedFolder.write(folder.resolve(FINALIST + step), building -> {
            weights.write(building.resolve(WEIGHTS));
            if (network.isAdapter()) {
                network.save(adapterOf(building.resolve(WEIGHTS)));
            }
        });
    }

    /**
     * Saves everything after a step, and forgets what no saved step needs any more.
     *
     * @param progress names finalists that were saved before
     */
    void save(int step, Progress progress, TrainableEncoder network, AdamW optimizer) {
        SealedFolder.write(folder.resolve(STEP + step), building -> {
            network.save(building.resolve(WEIGHTS));
            List<AdamW.Moment> moments = optimizer.moments();
            SafetensorsWriter.write(
                    building.resolve(MOMENTS),
                    moments.stream().map(AdamW.Moment::spec).toList(),
                    i -> EncoderWeights.bytes(moments.get(i).tensor()));
            JSON.writeValue(building.resolve(PROGRESS).toFile(), progress);
        });
        List<Path> steps = newestFirst();
        steps.stream().skip(KEPT_STEPS).forEach(NewFolder::deleteQuietly);
        removeFinalistsBut(finalists(steps.subList(0, Math.min(KEPT_STEPS, steps.size()))));
    }

    /**
     * Restores the newest step that was saved and is not damaged, and removes everything newer.
     *
     * @param damaged is told of every saved step that had to be given up, and why
     */
    Optional<Saved> restore(TrainableEncoder network, AdamW optimizer, Consumer<String> damaged) {
        deleteHalfWritten();
        for (Path saved : newestFirst()) {
            Optional<String> damage = damage(saved);
            if (damage.isEmpty()) {
                load(saved, network, optimizer);
                removeFinalistsBut(finalists(newestFirst()));
                return Optional.of(new Saved(number(saved), progress(saved)));
            }
            damaged.accept(damage.get());
            NewFolder.deleteQuietly(saved);
        }
        removeFinalistsBut(Set.of());
        return Optional.empty();
    }

    private Optional<String> damage(Path saved) {
        Optional<String> damage = SealedFolder.damage(saved);
        if (damage.isPresent()) {
            return damage;
        }
        return progress(saved).finalists().stream()
                .map(finalist -> SealedFolder.damage(folder.resolve(FINALIST + finalist)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static void load(Path saved, TrainableEncoder network, AdamW optimizer) {
        network.restore(saved.resolve(WEIGHTS));
        try (SafetensorsFile moments = SafetensorsFile.open(saved.resolve(MOMENTS))) {
            for (AdamW.Moment moment : optimizer.moments()) {
                EncoderWeights.bytes(moment.tensor())
                        .put(moments.readFloats(moment.spec().name()));
            }
        }
        optimizer.restoreStep(number(saved));
    }

    private static Progress progress(Path saved) {
        try {
            return JSON.readValue(saved.resolve(PROGRESS).toFile(), Progress.class);
        } catch (IOException e) {
            throw new TrainingException(saved + ": cannot be read (" + e + "); remove this folder", e);
        }
    }

    /** What some saved steps need; a damaged one needs nothing, and whoever comes to resume from it is told. */
    private static Set<Integer> finalists(List<Path> steps) {
        Set<Integer> needed = new HashSet<>();
        steps.forEach(
                step -> needed.addAll(readable(step).map(Progress::finalists).orElse(List.of())));
        return needed;
    }

    private static Optional<Progress> readable(Path saved) {
        try {
            return Optional.of(progress(saved));
        } catch (TrainingException damaged) {
            return Optional.empty();
        }
    }

    private void removeFinalistsBut(Set<Integer> needed) {
        folders(FINALIST + NUMBER)
                .filter(path -> !needed.contains(number(path)))
                .forEach(NewFolder::deleteQuietly);
    }

    /** What a process was writing when it was killed. */
    private void deleteHalfWritten() {
        folders("\\.(" + STEP + "|" + FINALIST + ").+").forEach(NewFolder::deleteQuietly);
    }

    private List<Path> newestFirst() {
        return folders(STEP + NUMBER)
                .sorted(Comparator.comparingInt(TrainingState::number).reversed())
                .toList();
    }

    private Stream<Path> folders(String pattern) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(pattern)).toList().stream();
        } catch (IOException e) {
            throw new TrainingException(folder + ": cannot be read (" + e + ")", e);
        }
    }

    private static int number(Path folder) {
        String name = folder.getFileName().toString();
        return Integer.parseInt(name.substring(name.indexOf('-') + 1));
    }
}
