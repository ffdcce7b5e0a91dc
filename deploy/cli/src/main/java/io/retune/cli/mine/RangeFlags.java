package io.retune.cli.mine;

import io.retune.cli.train.OnlyWith;
import io.retune.training.Method;
import io.retune.training.mining.MiningOptions;
import io.retune.training.mining.ScoreLimits;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** Where negatives are looked for, and how they are drawn; how many is a flag of its own in every command. */
@OnlyWith({Method.FULL, Method.LORA}) // NUDGE learns from positives alone
public final class RangeFlags {
    @Option(
            names = "--range-min",
            paramLabel = "RANK",
            defaultValue = "50",
            description = "Leave out the passages up to this rank. Default: ${DEFAULT-VALUE}.")
    private int rangeMin;

    @Option(
            names = "--range-max",
            paramLabel = "RANK",
            defaultValue = "100",
            description = "The last rank considered. Default: ${DEFAULT-VALUE}.")
    private int rangeMax;

    @Option(
            names = "--relative-margin",
            paramLabel = "SHARE",
            description =
                    "Leave out passages that score above (1 - SHARE) times the positive, the lowest scored if there are"
                            + " several. Default: not checked; on the stack: 0.05.")
    private Double relativeMargin;

    @Option(
            names = "--sampling",
            paramLabel = "top|random",
            defaultValue = "random",
            description = "The best ranked of the range, or any. Default: ${DEFAULT-VALUE}.")
    private MiningOptions.Sampling sampling;

    /**
     * What the flags say.
     *
     * @param negatives of each query
     * @throws io.retune.training.TrainingException if a value is out of its range
     */
    public MiningOptions options(int negatives, long seed) {
        return MiningOptions.of(rangeMin, rangeMax, negatives, sampling, seed)
                .withLimits(ScoreLimits.relativeMargin(
                        relativeMargin == null ? OptionalDouble.empty() : OptionalDouble.of(relativeMargin)));
    }
}
