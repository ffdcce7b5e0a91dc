package io.retune.training.data;

import io.retune.training.TrainingException;
import java.util.OptionalInt;

/**
 * How examples become steps; the names are sentence-transformers' where it has one.
 *
 * @param epochs passes over the examples
 * @param batchSize examples of a batch: each query's in-batch negatives are the others' passages
 * @param gradientAccumulation batches whose gradients are added up for one step
 * @param negativesPerQuery hard negatives drawn for each example, anew each epoch; examples with fewer give all
 * @param lengthGrouping whether a batch holds passages of similar length. A query then competes with passages as long as
 *     its own only, so that length is no hint in the loss, and the negatives of a batch are less various
 * @param miniBatchSize texts whose computation is recorded at a time, so that a batch of any size fits into memory, for
 *     one more forward pass ({@link io.retune.training.gradient.CachedPass}); absent: a batch is
 *     recorded whole unless it is very large ({@link io.retune.training.gradient.GradientPass#of})
 */
public record BatchOptions(
        int epochs,
        int batchSize,
        int gradientAccumulation,
        int negativesPerQuery,
        boolean lengthGrouping,
        OptionalInt miniBatchSize) {
    /** Validates every value. */
    public BatchOptions {
        TrainingException.require(epochs >= 1, "epochs", epochs, "1 or more");
        TrainingException.require(batchSize >= 2, "batch size", batchSize, "2 or more");
        TrainingException.require(
                gradientAccumulation >= 1, "gradient accumulation", gradientAccumulation, "1 or more");
        TrainingException.require(negativesPerQuery >= 0, "negatives per query", negativesPerQuery, "0 or more");
        TrainingException.require(
                miniBatchSize.orElse(1) >= 1, "mini-batch size", miniBatchSize.orElse(1), "1 or more");
    }

    /** Batches that are recorded whole unless they are very large. */
    public BatchOptions(
            int epochs, int batchSize, int gradientAccumulation, int negativesPerQuery, boolean lengthGrouping) {
        this(epochs, batchSize, gradientAccumulation, negativesPerQuery, lengthGrouping, OptionalInt.empty());
    }

    /** One pass of batches of a size, without hard negatives. */
    public static BatchOptions of(int batchSize) {
        return new BatchOptions(1, batchSize, 1, 0, false);
    }

    /** The same with so many hard negatives for each example. */
    public BatchOptions withNegatives(int other) {
        return new BatchOptions(epochs, batchSize, gradientAccumulation, other, lengthGrouping, miniBatchSize);
    }

    /** The same with or without batches of similar length. */
    public BatchOptions withLengthGrouping(boolean other) {
        return new BatchOptions(epochs, batchSize, gradientAccumulation, negativesPerQuery, other, miniBatchSize);
    }

    /** The same recorded in parts. */
    public BatchOptions withMiniBatchSize(int other) {
        return new BatchOptions(
                epochs, batchSize, gradientAccumulation, negativesPerQuery, lengthGrouping, OptionalInt.of(other));
    }
}
