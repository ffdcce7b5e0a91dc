package io.retune.training.mining;

import io.retune.training.TrainingException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;

/**
 * Which scores a negative may have; names and formulas as in sentence-transformers' {@code mine_hard_negatives}. The
 * positive's score is that of the query's lowest scored relevant passage: a negative must be worse than all of them.
 *
 * @param relativeMargin a negative scores at most {@code positive - relativeMargin * |positive|} (TopK-PercPos of de
 *     Souza et al. 2024, https://arxiv.org/abs/2407.15831)
 * @param absoluteMargin a negative scores at most {@code positive - absoluteMargin} (TopK-MarginPos of the same)
 * @param minScore the least score of a negative: what is too far away teaches nothing
 * @param maxScore the largest score of a negative (TopK-Abs of the same)
 */
public record ScoreLimits(
        OptionalDouble relativeMargin,
        OptionalDouble absoluteMargin,
        OptionalDouble minScore,
        OptionalDouble maxScore) {
    /** Every score will do. */
    public static final ScoreLimits NONE = relativeMargin(OptionalDouble.empty());

    /** Validates every value. */
    public ScoreLimits {
        require(relativeMargin, margin -> margin >= 0 && margin < 1, "relative margin", "0 or more and below 1");
        require(absoluteMargin, margin -> margin >= 0, "absolute margin", "0 or more");
        require(minScore, Double::isFinite, "minimum score", "a finite number");
        require(maxScore, Double::isFinite, "maximum score", "a finite number");
        if (minScore.isPresent() && maxScore.isPresent() && minScore.getAsDouble() > maxScore.getAsDouble()) {
            throw new TrainingException("minimum score is " + minScore.getAsDouble()
                    + ", expected at most the maximum score, " + maxScore.getAsDouble() + "; exchange or change them");
        }
    }

    /** Only the margin that is a share of the positive's score. */
    public static ScoreLimits relativeMargin(OptionalDouble margin) {
        return new ScoreLimits(margin, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }

    /** Why a score will not do; the first of several reasons. */
    Optional<Removal> reasonAgainst(double score, double positive) {
        if (relativeMargin.isPresent() && score > positive - Math.abs(positive) * relativeMargin.getAsDouble()) {
            return Optional.of(Removal.RELATIVE_MARGIN);
        }
        if (absoluteMargin.isPresent() && score + absoluteMargin.getAsDouble() > positive) {
            return Optional.of(Removal.ABSOLUTE_MARGIN);
        }
        if (maxScore.isPresent() && score > maxScore.getAsDouble()) {
            return Optional.of(Removal.MAX_SCORE);
        }
        return minScore.isPresent() && score < minScore.getAsDouble()
                ? Optional.of(Removal.MIN_SCORE)
                : Optional.empty();
    }

    private static void require(OptionalDouble value, DoublePredicate check, String what, String expected) {
        value.ifPresent(found -> {
            if (!check.test(found)) {
                throw new TrainingException(what + " is " + found + ", expected " + expected);
            }
        });
    }
}
