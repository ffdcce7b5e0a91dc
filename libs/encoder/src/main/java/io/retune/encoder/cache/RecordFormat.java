package io.retune.encoder.cache;

import io.retune.encoder.EncoderException;
import io.retune.encoder.Role;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * How a segment file is laid out, little endian: a header line of {@value #HEADER_BYTES} bytes, then records of one
 * size: sha256 of the text, the vector, how many records of its batch follow (int), CRC32C of all of that (int).
 *
 * @param header what the header line says: version, role, dimensions, identity
 * @param dimensions values of a vector
 */
record RecordFormat(String header, int dimensions) {
    static final int HEADER_BYTES = 256;
    static final int HASH_BYTES = 32;

    private static final int TRAILER_BYTES = 8;

    static RecordFormat of(String identity, Role role, int dimensions) {
        if (!identity.matches("[\\w.-]{1,128}")) {
            throw new IllegalArgumentException(
                    "identity \"" + identity + "\": expected 1 to 128 letters, digits, \"_\", \".\" or \"-\"");
        }
        if (dimensions < 1) {
            throw new IllegalArgumentException("dimensions are " + dimensions + ", expected 1 or more");
        }
        return new RecordFormat(
                "retune-vectors version=1 role=%s dimensions=%d identity=%s"
                        .formatted(role.name().toLowerCase(Locale.ROOT), dimensions, identity),
                dimensions);
    }

    int recordBytes() {
        return HASH_BYTES + Float.BYTES * dimensions + TRAILER_BYTES;
    }

    /** An empty buffer for some records. */
    ByteBuffer allocate(int records) {
        return ByteBuffer.allocate(Math.multiplyExact(records, recordBytes())).order(ByteOrder.LITTLE_ENDIAN);
    }

    ByteBuffer headerBytes() {
        byte[] line = new byte[HEADER_BYTES];
        Arrays.fill(line, (byte) ' ');
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, line, 0, text.length);
        line[HEADER_BYTES - 1] = '\n';
        return ByteBuffer.wrap(line);
    }

    /** Refuses a segment of another format or model. */
    void checkHeader(ByteBuffer found, Path file) {
        if (!found.equals(headerBytes())) {
            String text = StandardCharsets.US_ASCII
                    .decode(found.duplicate())
                    .toString()
                    .replaceAll("[^ -~]", "?")
                    .replaceFirst("[ ?]*$", "");
            throw new EncoderException(file + ": header is \"" + text + "\", expected \"" + header
                    + "\"; the file is damaged or not of this cache: remove it");
        }
    }

    /** Appends a record to {@code batch}; {@link #seal} completes it. */
    void add(ByteBuffer batch, byte[] hash, float[] vectors, int offset) {
        batch.put(hash);
        batch.asFloatBuffer().put(vectors, offset, dimensions);
        batch.position(batch.position() + Float.BYTES * dimensions + TRAILER_BYTES);
    }

    /** Writes the trailers of a batch's records, from the start of the buffer to its position. */
    void seal(ByteBuffer batch) {
        for (int start = 0; start < batch.position(); start += recordBytes()) {
            int following = (batch.position() - start) / recordBytes() - 1;
            int trailer = start + recordBytes() - TRAILER_BYTES;
            batch.putInt(trailer, following);
            batch.putInt(trailer + Integer.BYTES, checksum(batch, start));
        }
    }

    /** Whether the record at {@code start} is as it was written. */
    boolean isWhole(ByteBuffer records, int start) {
        return records.getInt(start + recordBytes() - Integer.BYTES) == checksum(records, start);
    }

    /** Whether the record at {@code start} is the last one of its batch. */
    boolean endsBatch(ByteBuffer records, int start) {
        return records.getInt(start + recordBytes() - TRAILER_BYTES) == 0;
    }

    private int checksum(ByteBuffer records, int start) {
        CRC32C crc = new CRC32C();
        crc.update(records.slice(start, recordBytes() - Integer.BYTES));
        return (int) crc.getValue();
    }
}
