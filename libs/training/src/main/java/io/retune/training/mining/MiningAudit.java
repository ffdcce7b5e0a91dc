package io.retune.training.mining;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What mining did, so that a person can judge it before training on it.
 *
 * @param queries mined for
 * @param negatives chosen in all
 * @param shortOf queries that got fewer negatives than asked for
 * @param removed passages that were not considered, by reason
 * @param positiveScores cosine of each relevant pair
 * @param negativeScores cosine of each chosen pair
 * @param samples queries with a positive and a negative, to read
 */
public record MiningAudit(
        int queries,
        int negatives,
        int shortOf,
        Map<String, Integer> removed,
        Distribution positiveScores,
        Distribution negativeScores,
        List<Sample> samples) {
    /** A relevant passage's position in the ranking is not a negative. */
    static final String RELEVANT = "relevant";
    /** Another id with a relevant passage's text. */
    static final String SAME_TEXT = "same_text_as_relevant";
    /** Ranked above {@code rangeMin}. */
    static final String ABOVE_RANGE = "above_range_min";
    /** Scored too near the positive. */
    static final String MARGIN = "relative_margin";

    /**
     * Where scores lie.
     *
     * @param low 10 % lie below
     * @param median half lie below
     * @param high 90 % lie below
     */
    public record Distribution(double low, double median, double high) {
        static Distribution of(float[] scores) {
            if (scores.length == 0) {
                return new Distribution(0, 0, 0);
            }
            float[] sorted = scores.clone();
            Arrays.sort(sorted);
            return new Distribution(at(sorted, 0.1), at(sorted, 0.5), at(sorted, 0.9));
        }

        private static double at(float[] sorted, double share) {
            return sorted[(int) Math.round(share * (sorted.length - 1))];
        }
    }

    /** A query with one of its positives and one of its new negatives, as texts. */
    public record Sample(String query, String positive, double positiveScore, String negative, double negativeScore) {}
}
