package io.retune.training.ablation;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.dataset.split.DevSplit;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.NewFolder;
import io.retune.training.FineTuning;
import io.retune.training.Trainer;
import io.retune.training.TrainingException;
import io.retune.training.TrainingListener;
import io.retune.training.TrainingOptions;
import io.retune.training.TrainingResult;
import io.retune.training.data.TrainingSet;
import io.retune.training.search.PassageSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The trainings of an ablation, each in a folder of its own. One that is finished is not done again, one that was
 * interrupted goes on where it was, and the folder of another job is refused.
 */
public final class AblationRuns {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ModelFolder base;
    private final PassageSearch search;
    private final DevSplit split;
    private final Path folder;
    private final String weights;

    /** What is kept of a finished training. */
    private record Finished(String job, ArmRun run) {}

    /**
     * Trainings of one model.
     *
     * @param search the base model on the data set's whole corpus
     * @param split whose dev selects in every training
     * @param folder for all of them; created when needed
     */
    public AblationRuns(ModelFolder base, PassageSearch search, DevSplit split, Path folder) {
        this.base = base;
        this.search = search;
        this.split = split;
        this.folder = folder;
        try (NDManager manager = Torch.newManager();
                EncoderWeights own = base.readWeights(manager)) {
            this.weights = own.digest();
        }
    }

    /** Where the checkpoint of a training is, unless the unchanged model was best. */
    public Path checkpoint(String arm, long seed) {
        return folder(arm, seed).resolve("checkpoint");
    }

    /**
     * Trains, unless that has been done.
     *
     * @param set of an epoch
     * @param tokensPerEpoch what it costs, for the report
     * @param options whose seed tells the arm's trainings apart
     * @throws TrainingException if the training's folder holds another one
     */
    public ArmRun run(
            String arm, TrainingSet set, long tokensPerEpoch, TrainingOptions options, TrainingListener listener) {
        Path own = folder(arm, options.seed());
        Path finished = own.resolve("finished.json");
        String job = job(set, options);
        Path state = own.resolve("state");
        if (Files.exists(finished)) {
            ArmRun run = read(finished, job);
            Trainer.discardState(state);
            return run;
        }
        long start = System.nanoTime();
        // One that was written just before the process died: the state knows how it came about.
        NewFolder.deleteQuietly(checkpoint(arm, options.seed()));
        TrainingResult result =
                FineTuning.of(set, split, options).run(base, search, state, checkpoint(arm, options.seed()), listener);
        ArmRun run = new ArmRun(
                arm,
                options.seed(),
                set.examples().size(),
                tokensPerEpoch * options.batches().epochs(),
                result.steps(),
                result.bestStep(),
                (System.nanoTime() - start) / 1e9);
        write(finished, new Finished(job, run));
        Trainer.discardState(state);
        return run;
    }

    private Path folder(String arm, long seed) {
        try {
            return Files.createDirectories(folder.resolve(arm + "-" + seed));
        } catch (IOException e) {
            throw new TrainingException(folder + ": cannot be written (" + e + "); choose another folder", e);
        }
    }

    /** What must be the same for a finished training to be of use. */
    private String job(TrainingSet set, TrainingOptions options) {
        return String.join(
                "; ",
                "weights " + weights,
                base.description().toString(),
                "tokenizer " + base.tokenizerDigest(),
                set.describe(),
                "dev " + set.dataset().queriesDigest(split.dev()),
                options.toString());
    }

    private static ArmRun read(Path file, String job) {
        try {
            Finished finished = JSON.readValue(file.toFile(), Finished.class);
            if (!finished.job().equals(job)) {
                throw new TrainingException(file.getParent() + ": holds a training of another job (" + finished.job()
                        + "), expected " + job + "; name another folder or remove this one");
            }
            return finished.run();
        } catch (JsonProcessingException e) {
            throw new TrainingException(
                    file + ": is not what an ablation writes (" + e.getOriginalMessage() + "); remove the folder", e);
        } catch (IOException e) {
            throw new TrainingException(file + ": cannot be read (" + e + "); check its permissions", e);
        }
    }

    private static void write(Path file, Finished finished) {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        try {
            JSON.writeValue(unfinished.toFile(), finished);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new TrainingException(file + ": cannot be written (" + e + "); free space, then run again", e);
        }
    }
}
