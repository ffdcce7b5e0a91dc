package io.retune.dataset.leakage;

/**
 * A query that should not know another one, and does.
 *
 * @param split the split that learns or selects, and would have to give the query up
 * @param query its query
 * @param decidingSplit the split that judges
 * @param decidingQuery the query in it that is most like {@code query}
 * @param similarity Jaccard similarity of their character 3-grams, from the threshold to 1; 1 also for queries that are
 *     the same text
 */
public record Leak(String split, String query, String decidingSplit, String decidingQuery, double similarity) {
    public Leak {
        if (!(similarity >= 0 && similarity <= 1)) {
            throw new IllegalArgumentException("similarity is " + similarity + "; expected 0 to 1");
        }
    }
}
