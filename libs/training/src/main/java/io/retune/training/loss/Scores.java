package io.retune.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.retune.training.TrainingException;
import java.util.stream.IntStream;

/** Steps that losses over a matrix of scores share: rows are queries, columns candidates. */
final class Scores {
    /** Added to a score that does not count: finite, so that its gradient is 0 and not undefined. */
    private static final float EXCLUDED = -1e9f;

    private Scores() {}

    /** Says whether a column does not count in a row. */
    interface Exclusion {
        boolean holds(int row, int column);
    }

    /** Dot products of all queries with all candidates, {@code [B, C]}. */
    static NDArray of(NDArray queries, NDArray candidates) {
        return queries.matMul(candidates.transpose());
    }

    /** Takes scores out of every sum of exponentials. */
    static NDArray exclude(NDArray scores, Exclusion exclusion) {
        int rows = size(scores, 0);
        int columns = size(scores, 1);
        float[] shift = new float[rows * columns];
        boolean any = false;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                if (exclusion.holds(row, column)) {
                    shift[row * columns + column] = EXCLUDED;
                    any = true;
                }
            }
        }
        return any ? scores.add(scores.getManager().create(shift, scores.getShape())) : scores;
    }

    /** Mean over the rows of minus the logarithm of what softmax gives to the right column. */
    static NDArray crossEntropy(NDArray scores, long... right) {
        NDArray index = scores.getManager().create(right, new Shape(right.length, 1));
        return scores.logSoftmax(1).gather(index, 1).mean().neg();
    }

    /**
     * The column of each query's positive.
     *
     * @throws TrainingException if a query has none
     */
    static long[] positives(Labels labels, int queries, int candidates) {
        long[] positives = new long[queries];
        for (int query = 0; query < queries; query++) {
            positives[query] = require("positive", query, labels.positiveOf(query), candidates);
        }
        return positives;
    }

    static int require(String what, int row, int column, int columns) {
        if (column < 0 || column >= columns) {
            throw new TrainingException("query " + row + " of the batch has its " + what + " at " + column
                    + ", expected one of the batch's " + columns + " passages; give every query its " + what);
        }
        return column;
    }

    static long[] range(int end) {
        return IntStream.range(0, end).asLongStream().toArray();
    }

    /** Some rows of a matrix, in the given order. */
    static NDArray rows(NDArray matrix, long... rows) {
        return matrix.get(matrix.getManager().create(rows));
    }

    static int size(NDArray matrix, int axis) {
        return Math.toIntExact(matrix.getShape().get(axis));
    }
}
