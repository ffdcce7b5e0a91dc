package io.retune.training.search;

import java.util.List;

/** Scores of queries with passages of one data set, by one model. */
@FunctionalInterface
public interface PairScores {
    /**
     * Scores of given pairs: dot products in 32-bit floats.
     *
     * @return one per pair, in order
     */
    float[] scores(List<QueryPassage> pairs);
}
