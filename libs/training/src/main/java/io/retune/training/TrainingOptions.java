package io.retune.training;

import io.retune.encoder.Dtype;
import io.retune.training.optimizer.Schedule;

/**
 * Everything that decides a training besides model and data; the names are sentence-transformers' where it has one.
 *
 * @param epochs passes over the examples
 * @param batchSize examples of a batch: each query's in-batch negatives are the others' passages
 * @param gradientAccumulation batches whose gradients are added up for one step
 * @param negativesPerQuery hard negatives drawn for each example, anew each epoch
 * @param learningRate at its peak
 * @param warmupRatio share of the steps in which the rate rises from 0
 * @param schedule how the rate falls afterwards
 * @param weightDecay decoupled; not on biases and layer norms
 * @param maxGradNorm gradients are scaled down to this joint norm
 * @param scale inverse temperature of the loss
 * @param attentionDropout 0 by default, for speed, whatever the model was pre-trained with
 * @param dtype what matrix products compute in; weights are always 32-bit
 * @param seed decides order, draws and dropout
 * @param evaluations looks at dev during the training, spread evenly; the last one is at its end
 */
public record TrainingOptions(
        int epochs,
        int batchSize,
        int gradientAccumulation,
        int negativesPerQuery,
        double learningRate,
        double warmupRatio,
        Schedule schedule,
        double weightDecay,
        double maxGradNorm,
        float scale,
        double attentionDropout,
        Dtype dtype,
        long seed,
        int evaluations) {
    /** Validates every value. */
    public TrainingOptions {
        require(epochs >= 1, "epochs", epochs, "1 or more");
        require(batchSize >= 2, "batch size", batchSize, "2 or more");
        require(gradientAccumulation >= 1, "gradient accumulation", gradientAccumulation, "1 or more");
        require(negativesPerQuery >= 0, "negatives per query", negativesPerQuery, "0 or more");
        require(learningRate > 0 && learningRate < 1, "learning rate", learningRate, "between 0 and 1");
        require(warmupRatio >= 0 && warmupRatio < 1, "warm-up ratio", warmupRatio, "0 or more and below 1");
        require(weightDecay >= 0 && weightDecay < 1, "weight decay", weightDecay, "0 or more and below 1");
        require(maxGradNorm > 0, "maximum gradient norm", maxGradNorm, "above 0");
        require(scale > 0, "scale", scale, "above 0");
        require(attentionDropout >= 0 && attentionDropout < 1, "attention dropout", attentionDropout, "0 to 1");
        require(evaluations >= 1, "evaluations", evaluations, "1 or more");
    }

    private static void require(boolean holds, String what, Object found, String expected) {
        if (!holds) {
            throw new TrainingException(what + " is " + found + ", expected " + expected);
        }
    }
}
