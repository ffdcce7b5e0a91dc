package io.retune.cli.train;

import io.retune.training.Method;
import io.retune.training.nudge.GammaCriterion;
import io.retune.training.nudge.NudgeMethod;
import io.retune.training.nudge.NudgeOptions;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** The flags behind {@link NudgeOptions}. */
@OnlyWith({Method.NUDGE_M, Method.NUDGE_N})
final class NudgeFlags {
    @Option(
            names = "--gamma",
            paramLabel = "G",
            description = "nudge: how far passages may move; for nudge-n the squared distance, below 2. Default: chosen"
                    + " on dev; where train is too small for one, give it.")
    private Double gamma;

    @Option(
            names = "--gamma-by",
            paramLabel = "top-1|ndcg-at-10",
            defaultValue = "ndcg-at-10",
            description = "nudge: what gamma is chosen by on dev: nDCG@10, or relevant passages in the first place, as"
                    + " its authors do. Default: ${DEFAULT-VALUE}.")
    private GammaCriterion criterion;

    NudgeOptions options(NudgeMethod method, long seed) {
        return new NudgeOptions(
                method, criterion, gamma == null ? OptionalDouble.empty() : OptionalDouble.of(gamma), seed);
    }
}
