package io.retune.training.gradient;

import io.retune.training.loss.Loss;
import java.util.OptionalInt;

/** Computes a batch's loss and adds its gradients to those that the weights have already. */
public interface GradientPass {
    /**
     * The most tokens of a batch that is recorded whole where nothing is said: 128 pairs of a question and a passage of
     * 150 tokens. By the peaks of trainings in batches of 64 and of 128, a recorded token takes some 160 KB in a network
     * of 4 layers and 512 dimensions.
     */
    int MOST_TOKENS = 24_576;

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
     * The pass that a batch asks for.
     *
     * @param miniBatchSize texts whose computation is recorded at a time, see {@link CachedPass}; without it, all of a
     *     batch, or where that has more than {@link #MOST_TOKENS} one of its parts
     * @param tokens of the batch
     */
    static GradientPass of(Network network, OptionalInt miniBatchSize, long tokens) {
        if (miniBatchSize.isPresent()) {
            return new CachedPass(network, miniBatchSize.getAsInt());
        }
        return tokens > MOST_TOKENS ? new CachedPass(network, Integer.MAX_VALUE) : new PlainPass(network);
    }
}
