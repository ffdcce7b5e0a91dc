package io.retune.local.qdrant.store;

import java.util.Arrays;

/** Vectors of equal length in dense rows; grows by blocks of about 4 MiB, so that growing copies nothing. */
final class VectorRows {
    private static final int NUMBERS_PER_BLOCK = 1 << 20;

    private final int dimensions;
    private final int rowsPerBlock;
    private float[][] blocks = new float[0][];

    VectorRows(int dimensions) {
        this.dimensions = dimensions;
        this.rowsPerBlock = Math.max(1, NUMBERS_PER_BLOCK / dimensions);
    }

    void put(int row, float[] vector) {
        int block = row / rowsPerBlock;
        if (block == blocks.length) {
            blocks = Arrays.copyOf(blocks, block + 1);
            blocks[block] = new float[rowsPerBlock * dimensions];
        }
        System.arraycopy(vector, 0, blocks[block], start(row), dimensions);
    }

    float[] copy(int row) {
        int start = start(row);
        return Arrays.copyOfRange(block(row), start, start + dimensions);
    }

    float score(int row, float[] query) {
        return DotProduct.of(block(row), start(row), query, dimensions);
    }

    private float[] block(int row) {
        return blocks[row / rowsPerBlock];
    }

    private int start(int row) {
        return row % rowsPerBlock * dimensions;
    }
}
