package io.retune.training.loss;

/**
 * Query i's positive is candidate i, and one candidate is relevant to one more query.
 *
 * @param excludedQuery that query, or -1
 * @param excludedCandidate that candidate
 */
public record DiagonalLabels(int excludedQuery, int excludedCandidate) implements Labels {
    /** No candidate is relevant to more than its query. */
    public static final DiagonalLabels PLAIN = new DiagonalLabels(-1, -1);

    @Override
    public int positiveOf(int query) {
        return query;
    }

    @Override
    public boolean excluded(int query, int candidate) {
        return query == excludedQuery && candidate == excludedCandidate;
    }
}
