package io.retune.training.search;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.retune.encoder.VectorMatrix;
import io.retune.encoder.graph.Torch;
import java.util.Arrays;

/** Dot products of a few vectors with many, block by block in 32-bit floats: memory is one block whatever the number. */
public final class DotProducts {
    private static final int BLOCK = 16_384;

    private DotProducts() {}

    /** Receives a block. */
    public interface BlockSink {
        /**
         * Takes the products with some of the rows.
         *
         * @param firstRow the first of them
         * @param rows how many they are
         * @param products {@code [left rows, rows]}
         */
        void accept(int firstRow, int rows, float[] products);
    }

    /**
     * Multiplies.
     *
     * @param left as many rows as products with a block of the others fit into memory
     * @param right of the same width
     */
    public static void of(VectorMatrix left, VectorMatrix right, BlockSink sink) {
        if (left.dimensions() != right.dimensions()) {
            throw new IllegalArgumentException(
                    "vector dimensions differ: " + left.dimensions() + " != " + right.dimensions());
        }
        try (NDManager manager = Torch.newManager()) {
            NDArray few = rows(manager, left, 0, left.rows());
            for (int first = 0; first < right.rows(); first += BLOCK) {
                int last = Math.min(right.rows(), first + BLOCK);
                try (NDManager scope = manager.newSubManager()) {
                    few.attach(scope);
                    float[] products = few.matMul(
                                    rows(scope, right, first, last).transpose())
                            .toFloatArray();
                    few.attach(manager);
                    sink.accept(first, last - first, products);
                }
            }
        }
    }

    private static NDArray rows(NDManager scope, VectorMatrix matrix, int start, int end) {
        int width = matrix.dimensions();
        float[] values = Arrays.copyOfRange(matrix.values(), start * width, end * width);
        return scope.create(values, new Shape(end - start, width));
    }
}
