package io.retune.training.optimizer;

import java.util.Locale;

/** How the learning rate decays after warm-up, from its peak to 0. */
public enum Schedule {
    /** Along half a cosine. */
    COSINE {
        @Override
        double decay(double progress) {
            return 0.5 * (1 + Math.cos(Math.PI * progress));
        }
    },
    /** Along a straight line. */
    LINEAR {
        @Override
        double decay(double progress) {
            return 1 - progress;
        }
    };

    abstract double decay(double progress);

    /**
     * The factor on the peak learning rate, as transformers' schedules have it.
     *
     * @param step counted from 0
     * @param steps of the whole training
     * @param warmupRatio share of the steps, rounded up, in which the rate rises from 0
     */
    public double factor(int step, int steps, double warmupRatio) {
        int warmup = (int) Math.ceil(steps * warmupRatio);
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
