package io.retune.train.work;

import io.retune.encoder.ModelIdentity;
import io.retune.encoder.model.Sha256;
import io.retune.events.DatasetReference;
import io.retune.events.EventCodec;
import io.retune.events.RunContext;
import io.retune.events.RunDecided;
import io.retune.events.RunOutcome;
import io.retune.events.Stage;
import io.retune.ring.RunRecords;
import io.retune.training.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The folders of trainings under way. A folder is named by the digest of all that decides the training, so that a run
 * that is tried again with the same seed goes on where the first one stopped.
 */
public final class WorkFolders {
    private static final int NAME_DIGITS = 32;

    private final Path root;
    private final Path vectors;
    private final RunRecords records;

    /** Everything that decides a training, as JSON. */
    private record Job(DatasetReference trainingData, List<DatasetReference> guards, String base, String options) {}

    /**
     * Folders of a process.
     *
     * @param home holds {@code training/} and the vector cache {@code vectors/}, created when needed
     * @param records say which runs are over
     */
    public WorkFolders(Path home, RunRecords records) {
        this.root = home.resolve("training");
        this.vectors = home.resolve("vectors");
        this.records = records;
    }

    /** The vector cache. */
    Path vectors() {
        return vectors;
    }

    /**
     * The folder of a run's training, created if it is not there.
     *
     * @param base the identity of the model that it begins with
     * @param options the recipe, with the seed
     */
    WorkFolder open(RunContext context, ModelIdentity base, RecipeOptions options) {
        WorkFolder folder = new WorkFolder(root.resolve(name(context, base, options)));
        try {
            Files.createDirectories(folder.folder());
            Files.writeString(folder.run(), context.run());
            return folder;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Deletes the folders of trainings whose outcome is stored, or whose run is over. */
    public void sweep() {
        sweep(run -> hasOutcome(run) || records.hasEnded(run));
    }

    /** Deletes the folders of trainings whose outcome is stored: a run that was called off may be tried again. */
    public void tidy() {
        sweep(this::hasOutcome);
    }

    private boolean hasOutcome(String run) {
        return records.outcome(run, Stage.TRAINING).isPresent()
                || records.outcome(run, Stage.DECISION)
                        .map(decided ->
                                EventCodec.read(decided, RunDecided.class).decision())
                        .filter(RunOutcome.UNCHANGED::equals)
                        .isPresent();
    }

    private void sweep(Predicate<String> isOver) {
        if (!Files.isDirectory(root)) {
            return;
        }
        for (WorkFolder folder : folders()) {
            if (isOver(folder, isOver)) {
                folder.delete();
            }
        }
    }

    private List<WorkFolder> folders() {
        try (Stream<Path> found = Files.list(root)) {
            return found.map(WorkFolder::new).toList();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static boolean isOver(WorkFolder folder, Predicate<String> isOver) {
        try {
            String run = Files.readString(folder.run());
            return run.isBlank() || isOver.test(run); // blank: a process died while it wrote the name
        } catch (IOException e) {
            return false; // being created by another thread, or not ours
        }
    }

    private static String name(RunContext context, ModelIdentity base, RecipeOptions options) {
        Job job = new Job(context.trainingData().orElseThrow(), context.guards(), base.toString(), options.toString());
        return Sha256.of(EventCodec.writePlain(job)).substring(0, NAME_DIGITS);
    }

    private TrainingException unusable(IOException e) {
        return new TrainingException(
                root + ": cannot be used (" + e + "); free space, or set retune.home to a folder that can be written",
                e);
    }
}
