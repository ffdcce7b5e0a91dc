package io.retune.cli.mine;

import io.retune.training.mining.MiningOptions;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** The flags behind {@link MiningOptions}. */
public final class MiningFlags {
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
            names = "--negatives",
            paramLabel = "N",
            defaultValue = "15",
            description = "Negatives per query. Default: ${DEFAULT-VALUE}.")
    private int negatives;

    @Option(
            names = "--relative-margin",
            paramLabel = "SHARE",
            description =
                    "Leave out passages that score above (1 - SHARE) times the positive. Default: not checked; on the"
                            + " stack: 0.05.")
    private Double relativeMargin;

    @Option(
            names = "--sampling",
            paramLabel = "top|random",
            defaultValue = "random",
            description = "The best ranked of the range, or any. Default: ${DEFAULT-VALUE}.")
    private MiningOptions.Sampling sampling;

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
        return new MiningOptions(
                rangeMin,
                rangeMax,
                negatives,
                relativeMargin == null ? OptionalDouble.empty() : OptionalDouble.of(relativeMargin),
                sampling,
                seed);
    }
}
