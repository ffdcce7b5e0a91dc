package io.retune.cli.train;

import io.retune.cli.LoadedModel;
import io.retune.cli.console.Console;
import io.retune.dataset.RagDataset;
import io.retune.training.FineTuning;
import io.retune.training.Trainer;
import io.retune.training.TrainingOptions;
import io.retune.training.TrainingResult;
import io.retune.training.search.EncodedSearch;
import java.nio.file.Path;

/** A fine-tuning on files whose course is shown on the console. */
public final class ConsoleTraining {
    private final RagDataset dataset;
    private final TrainingOptions options;
    private final Console console;

    /** Prepares a training on a data set's train split. */
    public ConsoleTraining(RagDataset dataset, TrainingOptions options, Console console) {
        this.dataset = dataset;
        this.options = options;
        this.console = console;
    }

    /**
     * Trains, or goes on with a training that was interrupted, and writes the checkpoint unless the unchanged model is
     * best. What an interrupted training needs is kept beside the checkpoint, in {@code <checkpoint>.training}; the
     * learning curve stays there.
     */
    public TrainingResult run(LoadedModel base, Path checkpoint) {
        FineTuning tuning = FineTuning.of(dataset, options);
        console.note("training on %,d pairs; dev: %s"
                .formatted(tuning.set().examples().size(), tuning.split().reason()));
        Path stateFolder = stateFolder(checkpoint);
        TrainingResult result = tuning.run(
                base.folder(),
                new EncodedSearch(base.vectors(), dataset),
                stateFolder,
                checkpoint,
                new TrainingReport(console));
        Trainer.discardState(stateFolder);
        return result;
    }

    /** The looks at dev of the training that made a checkpoint, as a picture. */
    public static String picture(Path checkpoint) {
        return new DevCurve(stateFolder(checkpoint).resolve("curve.jsonl")).picture();
    }

    private static Path stateFolder(Path checkpoint) {
        return checkpoint.resolveSibling(checkpoint.getFileName() + ".training");
    }
}
