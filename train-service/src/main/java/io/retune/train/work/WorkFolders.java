package io.retune.train.work;

import io.retune.encoder.model.Sha256;
import io.retune.events.DatasetReference;
import io.retune.events.EventCodec;
import io.retune.events.JudgedModel;
import io.retune.events.ModelReference;
import io.retune.events.Recipe;
import io.retune.events.RunContext;
import io.retune.events.Stage;
import io.retune.ring.RunRecords;
import io.retune.training.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    private record Job(
            String trainingData,
            ModelReference model,
            List<DatasetReference> guards,
            Recipe.Mining mining,
            Recipe.Training training,
            long seed,
            String passages) {}

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

    /** The folder of a run's training, created if it is not there. */
    WorkFolder open(RunContext context) {
        WorkFolder folder = new WorkFolder(root.resolve(name(context)));
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
        if (!Files.isDirectory(root)) {
            return;
        }
        for (WorkFolder folder : folders()) {
            if (isOver(folder)) {
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

    private boolean isOver(WorkFolder folder) {
        try {
            String run = Files.readString(folder.run());
            return run.isBlank() // a process died while it wrote the name
                    || records.outcome(run, Stage.TRAINING).isPresent()
                    || records.hasEnded(run);
        } catch (IOException e) {
            return false; // being created by another thread, or not ours
        }
    }

    private static String name(RunContext context) {
        Job job = new Job(
                context.trainingData().orElseThrow().artifact(),
                context.model().orElseThrow(),
                context.guards(),
                context.recipe().mining(),
                context.recipe().training(),
                context.seed(),
                context.base().map(JudgedModel::passageIdentity).orElse(""));
        return Sha256.of(EventCodec.writePlain(job)).substring(0, NAME_DIGITS);
    }

    private TrainingException unusable(IOException e) {
        return new TrainingException(
                root + ": cannot be used (" + e + "); free space, or set retune.home to a folder that can be written",
                e);
    }
}
