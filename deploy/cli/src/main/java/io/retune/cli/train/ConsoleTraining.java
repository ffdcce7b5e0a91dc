package io.retune.cli.train;

import io.retune.cli.LoadedModel;
import io.retune.cli.console.Console;
import io.retune.training.FineTuning;
import io.retune.training.SweepFiles;
import io.retune.training.Trainer;
import io.retune.training.TrainingResult;
import io.retune.training.search.EncodedSearch;
import java.nio.file.Path;

/** A fine-tuning on files whose course is shown on the console. */
public final class ConsoleTraining {
    private final FineTuning tuning;
    private final Console console;

    /** Prepares a training. */
    public ConsoleTraining(FineTuning tuning, Console console) {
        this.tuning = tuning;
        this.console = console;
    }

    /**
     * Trains, or goes on with a training that was interrupted, and writes the checkpoint unless the unchanged model is
     * best. What an interrupted training needs is kept beside the checkpoint, in {@code <checkpoint>.training}; the
     * learning curve and the sweep stay there.
     */
    public TrainingResult run(LoadedModel base, Path checkpoint) {
        console.note("training on %,d pairs; dev: %s"
                .formatted(tuning.set().examples().size(), tuning.split().reason()));
        tuning.others()
                .forEach(other -> console.note("and on %,d pairs of %s"
                        .formatted(other.examples().size(), other.dataset().name())));
        if (tuning.leavesGuardsOut()) {
            console.note(
                    "guards are not looked at: without a selection the last step is written as it is; compare judges"
                            + " it by them");
        }
        Path stateFolder = stateFolder(checkpoint);
        TrainingResult result = tuning.run(
                base.folder(),
                new EncodedSearch(base.vectors(), tuning.set().dataset()),
                stateFolder,
                checkpoint,
                new TrainingReport(console));
        Trainer.discardState(stateFolder);
        return result;
    }

    /** Where the picture of the sweep lies. */
    static Path sweepPicture(Path checkpoint) {
        return stateFolder(checkpoint).resolve(SweepFiles.PICTURE);
    }

    /** The looks at dev of the training that made a checkpoint, as a picture. */
    public static String picture(Path checkpoint) {
        return new DevCurve(stateFolder(checkpoint).resolve("curve.jsonl")).picture();
    }

    private static Path stateFolder(Path checkpoint) {
        return checkpoint.resolveSibling(checkpoint.getFileName() + ".training");
    }
}
