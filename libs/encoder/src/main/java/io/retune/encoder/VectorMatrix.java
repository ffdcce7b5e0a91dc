package io.retune.encoder;

import java.util.Arrays;

/** Vectors of texts, one row each, in one block of memory. */
public final class VectorMatrix {
    private final int rows;
    private final int dimensions;
    private final float[] values;

    /**
     * Wraps values without copying them.
     *
     * @param values row after row, {@code rows * dimensions} of them
     * @throws IllegalArgumentException if the sizes do not fit together
     */
    public VectorMatrix(int rows, int dimensions, float[] values) {
        if (values.length != size(rows, dimensions)) {
            throw new IllegalArgumentException("vector matrix: " + values.length + " values, expected " + rows
                    + " rows of " + dimensions + "; pass rows * dimensions values");
        }
        this.rows = rows;
        this.dimensions = dimensions;
        this.values = values;
    }

    /**
     * A matrix of zeros, to be filled through {@link #values()}.
     *
     * @throws IllegalArgumentException if so many values do not fit into one array
     */
    public static VectorMatrix zeros(int rows, int dimensions) {
        return new VectorMatrix(rows, dimensions, new float[size(rows, dimensions)]);
    }

    private static int size(int rows, int dimensions) {
        if (rows < 0 || dimensions < 1) {
            throw new IllegalArgumentException("vector matrix: " + rows + " rows of " + dimensions
                    + " dimensions, expected 0 rows or more of 1 dimension or more");
        }
        long size = (long) rows * dimensions;
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("vector matrix: " + rows + " rows of " + dimensions + " dimensions are "
                    + size + " values, expected at most " + Integer.MAX_VALUE + "; encode the texts in several parts");
        }
        return (int) size;
    }

    /** The number of vectors. */
    public int rows() {
        return rows;
    }

    /** Values of a vector. */
    public int dimensions() {
        return dimensions;
    }

    /** All values, row after row; the array itself, not a copy. */
    public float[] values() {
        return values;
    }

    /** A copy of one vector. */
    public float[] row(int index) {
        if (index < 0 || index >= rows) {
            throw new IndexOutOfBoundsException("vector matrix: row " + index + ", expected 0 to " + (rows - 1));
        }
        return Arrays.copyOfRange(values, index * dimensions, (index + 1) * dimensions);
    }

    @Override
    public String toString() {
        return "VectorMatrix[" + rows + " x " + dimensions + "]";
    }
}
