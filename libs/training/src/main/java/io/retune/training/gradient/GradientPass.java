package io.retune.training.gradient;

import io.retune.training.loss.Loss;
import java.util.OptionalInt;

/** Computes a batch's loss and adds its gradients to those that the weights have already. */
public interface GradientPass {
    /**
     * Runs forward and backward.
     *
     * @param loss computed from the batch's vectors
     * @param share the gradients are multiplied by it: 1 / n for one of n batches that make a step
     * @param seed decides what dropout draws
     * @return the loss, not multiplied
     */
    <L> double run(Batch<L> batch, Loss<? super L> loss, double share, long seed);

    /**
     * The pass that a batch size asks for.
     *
     * @param miniBatchSize texts whose computation is recorded at a time, see {@link CachedPass}; without it, all of a
     *     batch
     */
    static GradientPass of(Network network, OptionalInt miniBatchSize) {
        return miniBatchSize.isPresent() ? new CachedPass(network, miniBatchSize.getAsInt()) : new PlainPass(network);
    }
}
