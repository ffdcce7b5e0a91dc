package io.retune.training.mining;

import io.retune.training.TrainingException;

/**
 * Which passages become negatives; names as in sentence-transformers' {@code mine_hard_negatives}. Ranks come first and
 * everything else after: a passage that a limit removes has had its rank, and none moves up for it.
 * (sentence-transformers leaves out the first {@code range_min} of what the limits left; with a minimum of 0 or without
 * limits it is the same.)
 *
 * @param rangeMin ranks above this one are left out: the best hits are often unmarked answers. Ranks count from 1 among
 *     the passages that are not relevant
 * @param rangeMax the last rank considered
 * @param negatives how many are drawn for each query
 * @param limits of their scores
 * @param unmarked what is taken for an answer all the same
 * @param sampling how negatives are chosen among what is left
 * @param earlier what becomes of the negatives that a query has already
 * @param seed decides the draws
 */
public record MiningOptions(
        int rangeMin,
        int rangeMax,
        int negatives,
        ScoreLimits limits,
        UnmarkedAnswers unmarked,
        Sampling sampling,
        Earlier earlier,
        long seed) {
    /** How negatives are chosen among the passages of the range. */
    public enum Sampling {
        /** The best ranked. */
        TOP,
        /** Evenly at random. */
        RANDOM
    }

    /** What becomes of the negatives that a query has already, for instance from a round with the untuned model. */
    public enum Earlier {
        /** They go. */
        REPLACE,
        /** They stay, and new ones follow them. */
        KEEP
    }

    /** Validates every value. */
    public MiningOptions {
        if (rangeMin < 0 || rangeMax <= rangeMin) {
            throw new TrainingException("range is " + rangeMin + " to " + rangeMax
                    + ", expected a minimum of 0 or more and a larger maximum; choose for instance 10 to 100");
        }
        if (negatives < 1 || negatives > rangeMax - rangeMin) {
            throw new TrainingException("negatives to mine is " + negatives + ", expected 1 to " + (rangeMax - rangeMin)
                    + ", the number of ranks from " + rangeMin + " to " + rangeMax
                    + "; widen the range or ask for fewer");
        }
    }

    /** Without limits, without what is nearly an answer by its text, in place of earlier negatives. */
    public static MiningOptions of(int rangeMin, int rangeMax, int negatives, Sampling sampling, long seed) {
        return new MiningOptions(
                rangeMin,
                rangeMax,
                negatives,
                ScoreLimits.NONE,
                UnmarkedAnswers.BY_TEXT,
                sampling,
                Earlier.REPLACE,
                seed);
    }

    /** The same with other limits. */
    public MiningOptions withLimits(ScoreLimits other) {
        return new MiningOptions(rangeMin, rangeMax, negatives, other, unmarked, sampling, earlier, seed);
    }

    /** The same with another idea of unmarked answers. */
    public MiningOptions withUnmarked(UnmarkedAnswers other) {
        return new MiningOptions(rangeMin, rangeMax, negatives, limits, other, sampling, earlier, seed);
    }

    /** The same with other treatment of earlier negatives. */
    public MiningOptions withEarlier(Earlier other) {
        return new MiningOptions(rangeMin, rangeMax, negatives, limits, unmarked, sampling, other, seed);
    }
}
