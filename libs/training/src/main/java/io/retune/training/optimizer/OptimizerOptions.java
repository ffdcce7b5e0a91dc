package io.retune.training.optimizer;

import io.retune.training.TrainingException;

/**
 * How weights change; the names are transformers' where it has one.
 *
 * @param learningRate at its peak
 * @param warmupRatio share of the steps in which the rate rises from 0
 * @param schedule how the rate falls afterwards
 * @param weightDecay decoupled; not on biases and layer norms
 * @param maxGradNorm gradients are scaled down to this joint norm
 * @param layers which layers change, and how fast
 * @param pullToBase decoupled decay towards the values before the training, biases and layer norms too: L2 towards the
 *     base model (L2-SP, Li et al. 2018, https://arxiv.org/abs/1802.01483); 0 for none
 */
public record OptimizerOptions(
        double learningRate,
        double warmupRatio,
        Schedule schedule,
        double weightDecay,
        double maxGradNorm,
        LayerRates layers,
        double pullToBase) {
    /** The peak for a training of all weights where nobody says another. */
    public static final double LEARNING_RATE = 5e-5;

    /** Validates every value. */
    public OptimizerOptions {
        TrainingException.require(
                learningRate > 0 && learningRate < 1, "learning rate", learningRate, "between 0 and 1");
        TrainingException.require(
                warmupRatio >= 0 && warmupRatio < 1, "warm-up ratio", warmupRatio, "0 or more and below 1");
        TrainingException.require(
                weightDecay >= 0 && weightDecay < 1, "weight decay", weightDecay, "0 or more and below 1");
        TrainingException.require(maxGradNorm > 0, "maximum gradient norm", maxGradNorm, "above 0");
        TrainingException.require(
                pullToBase >= 0 && learningRate * pullToBase < 1,
                "pull to base",
                pullToBase,
                "0 or more and below 1 / learning rate");
    }

    /** Without a pull towards the base model. */
    public OptimizerOptions(
            double learningRate,
            double warmupRatio,
            Schedule schedule,
            double weightDecay,
            double maxGradNorm,
            LayerRates layers) {
        this(learningRate, warmupRatio, schedule, weightDecay, maxGradNorm, layers, 0);
    }
}
