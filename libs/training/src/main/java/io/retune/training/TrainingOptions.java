package io.retune.training;

import io.retune.encoder.Dtype;
import io.retune.training.data.BatchOptions;
import io.retune.training.optimizer.OptimizerOptions;
import io.retune.training.selection.SelectionOptions;

/**
 * Everything that decides a training besides model and data; the names are sentence-transformers' where it has one.
 *
 * @param batches how examples become steps
 * @param optimizer how weights change
 * @param selection how the step that is kept is found
 * @param scale inverse temperature of the loss
 * @param attentionDropout 0 by default, for speed, whatever the model was pre-trained with
 * @param dtype what matrix products compute in; weights are always 32-bit
 * @param seed decides order, draws and dropout
 */
public record TrainingOptions(
        BatchOptions batches,
        OptimizerOptions optimizer,
        SelectionOptions selection,
        float scale,
        double attentionDropout,
        Dtype dtype,
        long seed) {
    /** Validates every value. */
    public TrainingOptions {
        TrainingException.require(scale > 0, "scale", scale, "above 0");
        TrainingException.require(
                attentionDropout >= 0 && attentionDropout < 1,
                "attention dropout",
                attentionDropout,
                "0 or more and below 1");
    }

    /** The same with other batches. */
    public TrainingOptions withBatches(BatchOptions other) {
        return new TrainingOptions(other, optimizer, selection, scale, attentionDropout, dtype, seed);
    }

    /** The same with another way of changing weights. */
    public TrainingOptions withOptimizer(OptimizerOptions other) {
        return new TrainingOptions(batches, other, selection, scale, attentionDropout, dtype, seed);
    }

    /** The same with another selection. */
    public TrainingOptions withSelection(SelectionOptions other) {
        return new TrainingOptions(batches, optimizer, other, scale, attentionDropout, dtype, seed);
    }

    /** The same with another seed. */
    public TrainingOptions withSeed(long other) {
        return new TrainingOptions(batches, optimizer, selection, scale, attentionDropout, dtype, other);
    }
}
