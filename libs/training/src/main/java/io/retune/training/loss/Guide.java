package io.retune.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** A guide's similarities within a batch, each matrix row after row. */
final class Guide {
    private final int queries;
    private final int candidates;
    private final float[] queryCandidate;
    private final float[] queryQuery;
    private final float[] positivePositive;

    private Guide(NDArray queries, NDArray candidates, long[] positives) {
        this.queries = Scores.size(queries, 0);
        this.candidates = Scores.size(candidates, 0);
        NDArray own = Scores.rows(candidates, positives);
        this.queryCandidate = Scores.of(queries, candidates).toFloatArray();
        this.queryQuery = Scores.of(queries, queries).toFloatArray();
        this.positivePositive = Scores.of(own, own).toFloatArray();
    }

    static Guide of(NDManager manager, GuidedLabels labels, long[] positives) {
        try (NDManager scope = manager.newSubManager()) {
            return new Guide(scope.create(labels.queries()), scope.create(labels.candidates()), positives);
        }
    }

    float queryCandidate(int query, int candidate) {
        return queryCandidate[query * candidates + candidate];
    }

    float queryQuery(int query, int other) {
        return queryQuery[query * queries + other];
    }

    /** Of the positives of two queries. */
    float positivePositive(int query, int other) {
        return positivePositive[query * queries + other];
    }
}
