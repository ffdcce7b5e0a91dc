package io.retune.cli.encode;

import io.retune.encoder.VectorMatrix;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * NumPy's array format, version 1.0, for a matrix of 32-bit floats in C order (<a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>).
 */
final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    /** Where the data begin is a multiple of this. */
    private static final int ALIGNMENT = 64;

    private NpyFile() {}

    static void write(VectorMatrix matrix, OutputStream bytes) throws IOException {
        bytes.write(header(matrix.rows(), matrix.dimensions()));
        ByteBuffer row = ByteBuffer.allocate(matrix.dimensions() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < matrix.rows(); i++) {
            row.asFloatBuffer().put(matrix.values(), i * matrix.dimensions(), matrix.dimensions());
            bytes.write(row.array());
        }
    }

    private static byte[] header(int rows, int dimensions) {
        String array = "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }".formatted(rows, dimensions);
        int start = MAGIC.length + Short.BYTES;
        int length = -Math.floorDiv(-(start + array.length() + 1), ALIGNMENT) * ALIGNMENT;
        String padded = array + " ".repeat(length - start - array.length() - 1) + "\n";
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putShort((short) padded.length())
                .put(padded.getBytes(StandardCharsets.US_ASCII))
                .array();
    }
}
