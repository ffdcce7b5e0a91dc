package io.retune.cli.train;

import io.retune.cli.LoadedModel;
import io.retune.cli.console.Console;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.DevSplit;
import io.retune.encoder.Dtype;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.training.Trainer;
import io.retune.training.TrainingOptions;
import io.retune.training.TrainingResult;
import io.retune.training.data.TrainingSet;
import io.retune.training.evaluation.Evaluator;
import io.retune.training.selection.CandidatePool;
import io.retune.training.selection.DevSelection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A training from a data set to a checkpoint folder: dev is set apart, the pool chosen, the best step written. */
public final class FineTuning {
    /** What of the base model's ranking the candidate pool is chosen from. */
    private static final int POOL_TOP_K = 100;

    private final RagDataset dataset;
    private final TrainingOptions options;
    private final Console console;

    /** Prepares a training on a data set's train split. */
    public FineTuning(RagDataset dataset, TrainingOptions options, Console console) {
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
        DevSplit split = DevSplit.draw(dataset, options.seed());
        TrainingSet set = TrainingSet.of(dataset, split.train());
        console.note("training on %,d pairs; dev: %s".formatted(set.examples().size(), split.reason()));
        Optional<DevSelection> selection = selection(base, split.dev());
        Path stateFolder = stateFolder(checkpoint);
        TrainingResult result =
                new Trainer(base.folder(), set, options, selection, new TrainingReport(console)).run(stateFolder);
        result.weights().ifPresent(weights -> writeCheckpoint(base.folder(), weights, checkpoint));
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

    private Optional<DevSelection> selection(LoadedModel base, List<String> dev) {
        if (dev.isEmpty()) {
            return Optional.empty();
        }
        List<String> pool = CandidatePool.choose(
                dataset,
                dev,
                new Evaluator(base.vectors(), POOL_TOP_K).evaluate(dataset, dev).run(),
                options.seed());
        Dtype dtype = options.dtype();
        return Optional.of(new DevSelection(base.folder(), dtype, dataset, dev, pool));
    }

    private static void writeCheckpoint(ModelFolder folder, Path weights, Path checkpoint) {
        try (var manager = Torch.newManager();
                EncoderWeights best = EncoderWeights.read(
                        manager, weights, folder.description().architecture())) {
            folder.writeCheckpoint(checkpoint, best);
        }
    }
}
