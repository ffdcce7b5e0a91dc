package io.retune.training.optimizer;

import java.util.Locale;

/** How the learning rate goes on after warm-up, from its peak. */
public enum Schedule {
    /** Down to 0 along half a cosine. */
    COSINE {
        @Override
        double decay(double progress) {
            return 0.5 * (1 + Math.cos(Math.PI * progress));
        }
    },
    /** Down to 0 along a straight line. */
    LINEAR {
        @Override
        double decay(double progress) {
            return 1 - progress;
        }
    },
    /** Stays where it is. */
    CONSTANT {
        @Override
        double decay(double progress) {
            return 1;
        }
    };

    abstract double decay(double progress);

    /**
     * The factor on the peak learning rate, as transformers' schedules have it; but one step at least follows the
     * warm-up, so that a training of a single step, whose rate would be 0, is not without effect.
     *
     * @param step counted from 0
     * @param steps of the whole training
     * @param warmupRatio share of the steps, rounded up, in which the rate rises from 0
     */
    public double factor(int step, int steps, double warmupRatio) {
        int warmup = Math.min((int) Math.ceil(steps * warmupRatio), steps - 1);
        if (step < warmup) {
            return (double) step / warmup;
        }
        return decay((double) (step - warmup) / Math.max(1, steps - warmup));
    }

    /** The name used in flags. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
