package io.retune.training;

import io.retune.dataset.RagDataset;
import io.retune.dataset.split.DevSplit;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.training.data.TrainingSet;
import io.retune.training.search.PassageSearch;
import io.retune.training.selection.CandidatePool;
import io.retune.training.selection.DevSelection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The recipe from a data set to a checkpoint: dev is set apart, the rest trains, the candidate pool is chosen by the
 * base model, the best step is written.
 *
 * @param set what trains
 * @param split what trains and what selects, and how it came to that
 * @param options of the training
 */
public record FineTuning(TrainingSet set, DevSplit split, TrainingOptions options) {
    /** What of the base model's ranking the candidate pool is chosen from. */
    private static final int POOL_TOP_K = 100;

    /**
     * Prepares a training on a data set's train split.
     *
     * @throws io.retune.dataset.DatasetException if there is no such split
     * @throws TrainingException if it has too few pairs
     */
    public static FineTuning of(RagDataset dataset, TrainingOptions options) {
        DevSplit split = DevSplit.draw(dataset, options.seed());
        return new FineTuning(TrainingSet.of(dataset, split.train()), split, options);
    }

    /**
     * Trains, or goes on with a training that was interrupted, and writes the checkpoint unless the unchanged model is
     * best.
     *
     * @param base the model to start from
     * @param search the base model on the data set's whole corpus
     * @param stateFolder see {@link Trainer#run}; kept, since only the caller knows when its result is safe: then call
     *     {@link Trainer#discardState}
     * @param checkpoint a folder that does not exist yet; appears whole, by rename
     * @param listener see {@link TrainingListener}: an exception it throws ends the training, which may go on later
     */
    public TrainingResult run(
            ModelFolder base, PassageSearch search, Path stateFolder, Path checkpoint, TrainingListener listener) {
        TrainingResult result = new Trainer(base, set, options, selection(base, search), listener).run(stateFolder);
        result.weights().ifPresent(weights -> write(base, weights, checkpoint));
        return result;
    }

    private Optional<DevSelection> selection(ModelFolder base, PassageSearch search) {
        List<String> dev = split.dev();
        if (dev.isEmpty()) {
            return Optional.empty();
        }
        List<String> pool = CandidatePool.choose(set.dataset(), dev, search.run(dev, POOL_TOP_K), options.seed());
        return Optional.of(new DevSelection(base, options.dtype(), set.dataset(), dev, pool));
    }

    private static void write(ModelFolder base, Path weights, Path checkpoint) {
        try (var manager = Torch.newManager();
                EncoderWeights best =
                        EncoderWeights.read(manager, weights, base.description().architecture())) {
            base.writeCheckpoint(checkpoint, best);
        }
    }
}
