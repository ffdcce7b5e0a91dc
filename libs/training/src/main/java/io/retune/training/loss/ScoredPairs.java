package io.retune.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.retune.training.TrainingException;

/**
 * Pairs of texts with scores. Only the order of the scores counts, not their range.
 *
 * @param partners the candidate that stands with each query
 * @param scores how well each pair fits together, by query; finite
 */
@SuppressWarnings("ArrayRecordComponent") // passed on to native code, never compared
public record ScoredPairs(int[] partners, float[] scores) {
    /** Validates the scores. */
    public ScoredPairs {
        if (partners.length != scores.length) {
            throw new TrainingException("batch has " + partners.length + " pairs and " + scores.length
                    + " scores, expected one for each; add scores or choose a loss without");
        }
        for (int row = 0; row < scores.length; row++) {
            if (!Float.isFinite(scores[row])) {
                throw new TrainingException(
                        "pair " + row + " of the batch has the score " + scores[row] + ", expected a finite number");
            }
        }
    }

    /** The candidates that stand with the queries, row by row. */
    NDArray partners(NDArray queries, NDArray candidates) {
        int rows = Scores.size(queries, 0);
        if (rows != partners.length) {
            throw new TrainingException("batch has " + rows + " queries and " + partners.length
                    + " scored pairs, expected one for each; give every query a partner and a score");
        }
        long[] columns = new long[rows];
        for (int row = 0; row < rows; row++) {
            columns[row] = Scores.require("partner", row, partners[row], Scores.size(candidates, 0));
        }
        return Scores.rows(candidates, columns);
    }

    /**
     * Logarithm of 1 plus the sum of {@code exp(s_i - s_j)} over all pairs i that are scored below pairs j.
     *
     * @param similarities {@code s [B]}, scaled
     */
    NDArray rankingLoss(NDArray similarities) {
        int size = scores.length;
        NDArray differences = similarities.reshape(size, 1).sub(similarities.reshape(1, size));
        NDArray ordered = Scores.exclude(differences, (row, other) -> !(scores[row] < scores[other]));
        NDArray all = similarities.getManager().zeros(new Shape(1)).concat(ordered.flatten());
        // The logarithm of the sum of exponentials, since the first of them is of 0.
        return all.logSoftmax(0).get(0).neg();
    }
}
