package io.retune.cli.mine;

import io.retune.cli.train.OnlyWith;
import io.retune.training.Method;
import io.retune.training.mining.MiningOptions;
import io.retune.training.mining.ScoreLimits;
import io.retune.training.mining.UnmarkedAnswers;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** What a negative must be beside its rank: the flags behind {@link ScoreLimits} and {@link UnmarkedAnswers}. */
@OnlyWith({Method.FULL, Method.LORA}) // NUDGE learns from positives alone
public final class LimitFlags {
    @Option(
            names = "--absolute-margin",
            paramLabel = "SCORE",
            description = "Leave out passages that score less than SCORE below the positive. Default: not checked.")
    private Double absoluteMargin;

    @Option(
            names = "--min-score",
            paramLabel = "SCORE",
            description = "Leave out passages that score below it. Default: not checked.")
    private Double minScore;

    @Option(
            names = "--max-score",
            paramLabel = "SCORE",
            description = "Leave out passages that score above it. Default: not checked.")
    private Double maxScore;

    @Option(
            names = "--passage-similarity",
            paramLabel = "SHARE",
            defaultValue = "" + UnmarkedAnswers.SIMILAR,
            description = "Leave out passages whose text is so much like a relevant one's (Jaccard similarity of"
                    + " character 3-grams); 0: not checked. Default: ${DEFAULT-VALUE}.")
    private double passageSimilarity;

    @Option(
            names = "--query-similarity",
            paramLabel = "SHARE",
            defaultValue = "" + UnmarkedAnswers.SIMILAR,
            description = "Leave out passages that answer another query of the split whose text is so much like this"
                    + " one's; 0: not checked. Default: ${DEFAULT-VALUE}.")
    private double querySimilarity;

    @Option(
            names = "--query-nearness",
            paramLabel = "SCORE",
            description = "Leave out passages that answer another query of the split whose vector's dot product with"
                    + " this one's is so high; what is near depends on the model. Default: not checked.")
    private Double queryNearness;

    /**
     * Adds what the flags say.
     *
     * @throws io.retune.training.TrainingException if a value is out of its range
     */
    public MiningOptions applyTo(MiningOptions options) {
        return options.withLimits(new ScoreLimits(
                        options.limits().relativeMargin(),
                        optional(absoluteMargin),
                        optional(minScore),
                        optional(maxScore)))
                .withUnmarked(new UnmarkedAnswers(
                        checked(passageSimilarity), checked(querySimilarity), optional(queryNearness)));
    }

    private static OptionalDouble optional(Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static OptionalDouble checked(double similarity) {
        return similarity == 0 ? OptionalDouble.empty() : OptionalDouble.of(similarity);
    }
}
