package io.retune.training.mining;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What mining did, so that a person can judge it before training on it. {@code ranked} is the sum of {@code removed}
 * and {@code allowed}; negatives are drawn from what is allowed.
 *
 * @param queries mined for
 * @param ranked passages of all queries that were looked at, down to the range's end
 * @param removed those of them that no negative was drawn from, by reason
 * @param allowed those that were left
 * @param negatives chosen in all
 * @param shortOf queries that got fewer negatives than asked for
 * @param positiveScores of all relevant pairs
 * @param negativeScores of all chosen pairs
 * @param samples queries with a positive and the negatives, to read; spread evenly over the queries
 */
public record MiningAudit(
        int queries,
        long ranked,
        Map<String, Long> removed,
        long allowed,
        int negatives,
        int shortOf,
        Distribution positiveScores,
        Distribution negativeScores,
        List<Sample> samples) {
    /** Copies the samples. */
    public MiningAudit {
        samples = List.copyOf(samples);
    }

    /**
     * Where scores lie; all 0 when there are none.
     *
     * @param lowest of all
     * @param low 10 % lie below
     * @param median half lie below
     * @param high 90 % lie below
     * @param highest of all
     */
    public record Distribution(double lowest, double low, double median, double high, double highest) {
        static Distribution of(float[] scores) {
            if (scores.length == 0) {
                return new Distribution(0, 0, 0, 0, 0);
            }
            float[] sorted = scores.clone();
            Arrays.sort(sorted);
            return new Distribution(
                    sorted[0], at(sorted, 0.1), at(sorted, 0.5), at(sorted, 0.9), sorted[sorted.length - 1]);
        }

        private static double at(float[] sorted, double share) {
            return sorted[(int) Math.round(share * (sorted.length - 1))];
        }
    }

    /**
     * A query with its lowest scored positive, which limits are measured against, and its new negatives.
     *
     * @param query text
     * @param positive text
     * @param positiveScore the score of the two
     * @param negatives in the order in which they were drawn
     */
    public record Sample(String query, String positive, double positiveScore, List<ScoredText> negatives) {
        /** Copies the negatives. */
        public Sample {
            negatives = List.copyOf(negatives);
        }
    }

    /** A passage and its score with the query. */
    public record ScoredText(String passage, double score) {}
}
