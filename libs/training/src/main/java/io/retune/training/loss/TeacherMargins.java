package io.retune.training.loss;

import io.retune.training.TrainingException;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.function.IntBinaryOperator;

/**
 * By how much a teacher prefers each query's positive to its negatives.
 *
 * @param positives the column of each query's positive
 * @param negatives the columns of each query's negatives, any number
 * @param margins the teacher's score of the positive minus that of each negative, in the teacher's own unit
 */
@SuppressWarnings("ArrayRecordComponent") // passed on to native code, never compared
public record TeacherMargins(int[] positives, int[][] negatives, float[][] margins) {
    /** Validates that every negative has a margin. */
    public TeacherMargins {
        if (negatives.length != positives.length || margins.length != positives.length) {
            throw new TrainingException("batch has " + positives.length + " positives, negatives of "
                    + negatives.length + " queries and margins of " + margins.length
                    + ", expected the same number of each");
        }
        for (int query = 0; query < positives.length; query++) {
            if (negatives[query].length != margins[query].length) {
                throw new TrainingException("query " + query + " of the batch has " + negatives[query].length
                        + " negatives and " + margins[query].length
                        + " margins, expected one for each; let the teacher score every negative");
            }
            for (float margin : margins[query]) {
                if (!Float.isFinite(margin)) {
                    throw new TrainingException(
                            "query " + query + " of the batch has the margin " + margin + ", expected a finite number");
                }
            }
        }
    }

    /** Of all negatives of all queries, one after the other. */
    float[] allMargins() {
        FloatArrayList all = new FloatArrayList();
        for (float[] ofQuery : margins) {
            all.addElements(all.size(), ofQuery);
        }
        return all.toFloatArray();
    }

    /** Where in the flat matrix of scores each negative's query meets its positive. */
    long[] positiveCells(int columns) {
        return cells("positive", columns, (query, i) -> positives[query]);
    }

    /** Where in the flat matrix of scores each negative meets its query. */
    long[] negativeCells(int columns) {
        return cells("negative", columns, (query, i) -> negatives[query][i]);
    }

    private long[] cells(String what, int columns, IntBinaryOperator columnOf) {
        LongArrayList cells = new LongArrayList();
        for (int query = 0; query < negatives.length; query++) {
            for (int i = 0; i < negatives[query].length; i++) {
                int column = Scores.require(what, query, columnOf.applyAsInt(query, i), columns);
                cells.add((long) query * columns + column);
            }
        }
        return cells.toLongArray();
    }
}
