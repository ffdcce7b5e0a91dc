package io.retune.training.nudge;

import io.retune.encoder.VectorMatrix;
import it.unimi.dsi.fastutil.ints.Int2IntLinkedOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2IntMap;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Vectors from a formula, the same in Java and Python: value j of row i of matrix k is ((1009 k + 31 i + 17 j + 7 i j)
 * mod 101) / 101 - 0.5, rows scaled to length 1. 60 passages are matrix 1. Query q of 140 has the relevant passages 7 q
 * mod 40 and, unless q is divisible by 3, (11 q + 3) mod 40, so that passages from 40 on have none; its vector is row q
 * of matrix 2 plus {@code mix} times its first relevant passage, scaled to length 1. The first 90 queries train, 50 are dev.
 */
final class FormulaVectors {
    static final int PASSAGES = 60;
    static final int TRAIN = 90;
    static final int QUERIES = 140;
    static final int WIDTH = 8;

    private FormulaVectors() {}

    static NudgeData data(double mix) {
        double[][] passages = matrix(1, PASSAGES);
        double[][] queries = matrix(2, QUERIES);
        for (int query = 0; query < QUERIES; query++) {
            double[] towards = passages[relevant(query)[0]];
            for (int j = 0; j < WIDTH; j++) {
                queries[query][j] += mix * towards[j];
            }
            scale(queries[query]);
        }
        return new NudgeData(floats(passages, 0, PASSAGES), judged(queries, 0, TRAIN), judged(queries, TRAIN, QUERIES));
    }

    private static JudgedVectors judged(double[][] queries, int first, int last) {
        List<Int2IntMap> relevant = new ArrayList<>();
        for (int query = first; query < last; query++) {
            Int2IntMap rows = new Int2IntLinkedOpenHashMap();
            for (int row : relevant(query)) {
                rows.put(row, 1);
            }
            relevant.add(rows);
        }
        return new JudgedVectors(floats(queries, first, last), relevant);
    }

    /** Ascending. */
    private static int[] relevant(int query) {
        int one = 7 * query % 40;
        int other = query % 3 == 0 ? one : (11 * query + 3) % 40;
        return IntStream.of(one, other).distinct().sorted().toArray();
    }

    private static double[][] matrix(int kind, int rows) {
        double[][] values = new double[rows][WIDTH];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < WIDTH; j++) {
                values[i][j] = (1009 * kind + 31 * i + 17 * j + 7 * i * j) % 101 / 101.0 - 0.5;
            }
            scale(values[i]);
        }
        return values;
    }

    private static void scale(double[] row) {
        double squared = 0;
        for (double value : row) {
            squared += value * value;
        }
        for (int j = 0; j < row.length; j++) {
            row[j] /= Math.sqrt(squared);
        }
    }

    private static VectorMatrix floats(double[][] rows, int first, int last) {
        VectorMatrix matrix = VectorMatrix.zeros(last - first, WIDTH);
        for (int i = first; i < last; i++) {
            for (int j = 0; j < WIDTH; j++) {
                matrix.values()[(i - first) * WIDTH + j] = (float) rows[i][j];
            }
        }
        return matrix;
    }
}
