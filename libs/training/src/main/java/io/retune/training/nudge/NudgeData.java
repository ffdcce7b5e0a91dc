package io.retune.training.nudge;

import io.retune.encoder.VectorMatrix;

/**
 * What NUDGE works on.
 *
 * @param passages the whole corpus, one row per distinct text, of length 1
 * @param train the queries that passages move to
 * @param dev the queries that choose gamma; may have no rows where gamma is given
 */
public record NudgeData(VectorMatrix passages, JudgedVectors train, JudgedVectors dev) {
    /** Vectors that were normalised in bfloat16 are no closer to 1. */
    private static final double LENGTH_TOLERANCE = 0.02;

    /** Validates widths, lengths and references. */
    public NudgeData {
        requireJudgments("train", passages, train);
        requireJudgments("dev", passages, dev);
        for (int row = 0; row < passages.rows(); row++) {
            double length = length(passages, row);
            // Written this way round, a length that is not a number is refused too.
            if (!(Math.abs(length - 1) <= LENGTH_TOLERANCE)) {
                throw new IllegalArgumentException("passage in row " + row + ": length is " + length
                        + ", expected 1; NUDGE moves normalised vectors: normalise them first");
            }
        }
    }

    private static void requireJudgments(String name, VectorMatrix passages, JudgedVectors judged) {
        if (judged.queries().dimensions() != passages.dimensions()) {
            throw new IllegalArgumentException(name + ": vector dimensions differ: "
                    + judged.queries().dimensions() + " != " + passages.dimensions());
        }
        judged.relevant().forEach(grades -> grades.keySet().forEach((int row) -> {
            if (row < 0 || row >= passages.rows()) {
                throw new IllegalArgumentException(name + ": a query refers to the passage in row " + row
                        + ", expected 0 to " + (passages.rows() - 1));
            }
        }));
    }

    private static double length(VectorMatrix matrix, int row) {
        return Math.sqrt(dot(matrix, row, matrix, row));
    }

    static double dot(VectorMatrix left, int leftRow, VectorMatrix right, int rightRow) {
        int width = left.dimensions();
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += (double) left.values()[leftRow * width + i] * right.values()[rightRow * width + i];
        }
        return sum;
    }
}
