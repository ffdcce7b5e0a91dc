package io.retune.training.nudge;

import io.retune.encoder.VectorMatrix;
import it.unimi.dsi.fastutil.ints.Int2IntMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The passages that have a training query, in the corpus' order: only they move. For each, its vector v at length 1 and
 * the sum c of its training queries' vectors, the direction in which its scores for them grow fastest.
 */
final class TrainedPassages {
    private static final int[] NONE = {};

    private final int[] rows;
    private final int[] slots;
    private final VectorMatrix vectors;
    private final VectorMatrix sums;
    private final double[] vectorDotSum;
    private final double[] sumSquared;

    TrainedPassages(VectorMatrix passages, JudgedVectors train) {
        int[][] queries = queriesByPassage(passages.rows(), train.relevant());
        this.rows = rowsWithQueries(queries);
        this.slots = new int[passages.rows()];
        this.vectors = VectorMatrix.zeros(rows.length, passages.dimensions());
        this.sums = VectorMatrix.zeros(rows.length, passages.dimensions());
        this.vectorDotSum = new double[rows.length];
        this.sumSquared = new double[rows.length];
        Arrays.fill(slots, -1);
        for (int slot = 0; slot < rows.length; slot++) {
            slots[rows[slot]] = slot;
            copyNormalised(passages, slot);
            add(train.queries(), queries[rows[slot]], slot);
            vectorDotSum[slot] = NudgeData.dot(vectors, slot, sums, slot);
            sumSquared[slot] = NudgeData.dot(sums, slot, sums, slot);
        }
    }

    private static int[][] queriesByPassage(int passages, List<Int2IntMap> relevant) {
        IntArrayList[] lists = new IntArrayList[passages];
        for (int query = 0; query < relevant.size(); query++) {
            for (int row : relevant.get(query).keySet()) {
                if (lists[row] == null) {
                    lists[row] = new IntArrayList(2);
                }
                lists[row].add(query);
            }
        }
        int[][] result = new int[passages][];
        Arrays.setAll(result, row -> lists[row] == null ? NONE : lists[row].toIntArray());
        return result;
    }

    private static int[] rowsWithQueries(int[][] queries) {
        IntArrayList rows = new IntArrayList();
        for (int row = 0; row < queries.length; row++) {
            if (queries[row].length > 0) {
                rows.add(row);
            }
        }
        return rows.toIntArray();
    }

    private void copyNormalised(VectorMatrix passages, int slot) {
        int width = passages.dimensions();
        double length = Math.sqrt(NudgeData.dot(passages, rows[slot], passages, rows[slot]));
        for (int i = 0; i < width; i++) {
            vectors.values()[slot * width + i] = (float) (passages.values()[rows[slot] * width + i] / length);
        }
    }

    private void add(VectorMatrix queryVectors, int[] queries, int slot) {
        int width = queryVectors.dimensions();
        for (int i = 0; i < width; i++) {
            double sum = 0;
            for (int query : queries) {
                sum += queryVectors.values()[query * width + i];
            }
            sums.values()[slot * width + i] = (float) sum;
        }
    }

    /** How many they are. */
    int count() {
        return rows.length;
    }

    /** The row of a slot's passage in the corpus. */
    int row(int slot) {
        return rows[slot];
    }

    /** The slot of a passage, or -1 if it has no training query. */
    int slot(int row) {
        return slots[row];
    }

    /** Vectors at length 1, by slot. */
    VectorMatrix vectors() {
        return vectors;
    }

    /** Sums of the training queries' vectors, by slot. */
    VectorMatrix sums() {
        return sums;
    }

    /** v . c */
    double vectorDotSum(int slot) {
        return vectorDotSum[slot];
    }

    /** c . c */
    double sumSquared(int slot) {
        return sumSquared[slot];
    }
}
