package io.retune.cli.mine;

import io.retune.cli.train.OnlyWith;
import io.retune.training.Method;
import io.retune.training.mining.MiningOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags behind {@link MiningOptions} that a run has too. */
@OnlyWith({Method.FULL, Method.LORA}) // NUDGE learns from positives alone
public final class MiningFlags {
    @Mixin
    private RangeFlags range;

    @Mixin
    private LimitFlags limits;

    @Option(
            names = "--negatives",
            paramLabel = "N",
            defaultValue = "15",
            description =
                    "Negatives per query. Default: ${DEFAULT-VALUE}. Of run, 0 mines none and takes the data set's own.")
    private int negatives;

    /** Whether {@code --negatives 0} asks for no mining at all, which {@link #options} refuses. */
    public boolean isOff() {
        return negatives == 0;
    }

    /**
     * What the flags say.
     *
     * @throws io.retune.training.TrainingException if a value is out of its range
     */
    public MiningOptions options(long seed) {
        return limits.applyTo(range.options(negatives, seed));
    }
}
