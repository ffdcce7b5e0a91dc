package io.retune.training.mining;

import io.retune.training.TrainingException;
import java.util.OptionalDouble;

/**
 * Which passages become negatives; names as in sentence-transformers' {@code mine_hard_negatives}.
 *
 * @param rangeMin ranks above this one are left out: the best hits are often unmarked answers. Ranks count from 1 among
 *     the passages that are not relevant
 * @param rangeMax the last rank considered
 * @param negatives how many are drawn for each query
 * @param relativeMargin a negative's score must be at most {@code (1 - relativeMargin)} times its query's mean positive
 *     score (TopK-PercPos of de Souza et al. 2024, https://arxiv.org/abs/2407.15831); absent: not checked
 * @param sampling how negatives are chosen in the range
 * @param seed decides the draws
 */
public record MiningOptions(
        int rangeMin, int rangeMax, int negatives, OptionalDouble relativeMargin, Sampling sampling, long seed) {
    /** How negatives are chosen among the passages of the range. */
    public enum Sampling {
        /** The best ranked. */
        TOP,
        /** Evenly at random. */
        RANDOM
    }

    /** Validates every value. */
    public MiningOptions {
        if (rangeMin < 0 || rangeMax <= rangeMin) {
            throw new TrainingException("range is " + rangeMin + " to " + rangeMax
                    + ", expected a minimum of 0 or more and a larger maximum; choose for instance 10 to 100");
        }
        if (negatives < 1 || negatives > rangeMax - rangeMin) {
            throw new TrainingException("negatives is " + negatives + ", expected 1 to " + (rangeMax - rangeMin)
                    + ", the number of ranks from " + rangeMin + " to " + rangeMax
                    + "; widen the range or ask for fewer");
        }
        relativeMargin.ifPresent(margin -> {
            if (!(margin >= 0 && margin < 1)) {
                throw new TrainingException("relative margin is " + margin + ", expected 0 or more and below 1");
            }
        });
    }
}
