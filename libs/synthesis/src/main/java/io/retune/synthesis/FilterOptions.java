package io.retune.synthesis;

/**
 * What a pair must be like.
 *
 * @param shortestAnswer least length of an answer in code points
 * @param roundTripRank worst rank of the question's own passage
 * @param nearDuplicateSimilarity Jaccard similarity of character 3-grams from which two questions are nearly the same
 */
public record FilterOptions(int shortestAnswer, int roundTripRank, double nearDuplicateSimilarity) {
    public FilterOptions {
        if (shortestAnswer < 1 || roundTripRank < 1) {
            throw new IllegalArgumentException("shortest answer " + shortestAnswer + " and round-trip rank "
                    + roundTripRank + "; expected at least 1 each");
        }
        if (!(nearDuplicateSimilarity > 0 && nearDuplicateSimilarity <= 1)) {
            throw new IllegalArgumentException(
                    "near-duplicate similarity " + nearDuplicateSimilarity + "; expected more than 0, at most 1");
        }
    }

    /** Answers of more than 5 code points, the passage among the first 10, questions less than 0.8 alike. */
    public static FilterOptions defaults() {
        return new FilterOptions(6, 10, 0.8);
    }
}
