package io.retune.training.loss;

/**
 * Which candidate is right for each query of a batch, and which do not count. Rows are queries, columns candidates, in
 * the order of their vectors.
 */
public interface Labels {
    /** The column of a query's positive. */
    int positiveOf(int query);

    /** Whether a candidate is relevant to the query besides its positive. */
    boolean excluded(int query, int candidate);
}
