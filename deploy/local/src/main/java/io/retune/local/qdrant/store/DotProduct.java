package io.retune.local.qdrant.store;

/** Dot products in 32-bit floats; eight sums at a time, so that one addition need not wait for the one before. */
final class DotProduct {
    private DotProduct() {}

    /** Multiplies {@code width} numbers of {@code rows} from {@code start} with the first of {@code query}. */
    static float of(float[] rows, int start, float[] query, int width) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = 0;
        for (; i < width - 7; i += 8) {
            int row = start + i;
            s0 += rows[row] * query[i];
            s1 += rows[row + 1] * query[i + 1];
            s2 += rows[row + 2] * query[i + 2];
            s3 += rows[row + 3] * query[i + 3];
            s4 += rows[row + 4] * query[i + 4];
            s5 += rows[row + 5] * query[i + 5];
            s6 += rows[row + 6] * query[i + 6];
            s7 += rows[row + 7] * query[i + 7];
        }
        for (; i < width; i++) {
            s0 += rows[start + i] * query[i];
        }
        return ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7));
    }
}
