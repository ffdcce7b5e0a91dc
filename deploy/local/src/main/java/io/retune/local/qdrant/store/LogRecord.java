package io.retune.local.qdrant.store;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The form of a log: eight letters, then records of length, CRC32C and content; numbers are big-endian. */
final class LogRecord {
    static final byte[] FILE_START = "RETUNEQ1".getBytes(StandardCharsets.US_ASCII);

    private static final int HEADER = 2 * Integer.BYTES;

    private LogRecord() {}

    /**
     * Appends a record.
     *
     * @return the bytes it takes
     */
    static long write(RandomAccessFile file, byte[] content) throws IOException {
        byte[] header = ByteBuffer.allocate(HEADER)
                .putInt(content.length)
                .putInt(checksum(content))
                .array();
        file.write(header);
        file.write(content);
        return (long) HEADER + content.length;
    }

    private static int checksum(byte[] content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content);
        return (int) checksum.getValue();
    }

    /** Reads the records of a log one after the other. */
    static final class Reader implements AutoCloseable {
        private final Path file;
        private final long size;
        private final DataInputStream in;
        private long end;

        Reader(Path file) throws IOException {
            this.file = file;
            this.size = Files.size(file);
            this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20));
            byte[] start = in.readNBytes(FILE_START.length);
            if (!Arrays.equals(start, FILE_START)) {
                close();
                throw new IOException(("%s: begins with \"%s\"; expected the \"%s\" of a log of this version;"
                                + " start the version that wrote it, or remove the collection's folder")
                        .formatted(
                                file,
                                new String(start, StandardCharsets.US_ASCII),
                                new String(FILE_START, StandardCharsets.US_ASCII)));
            }
            end = FILE_START.length;
        }

        /** Where the last whole record ends. */
        long end() {
            return end;
        }

        /**
         * The next record; empty at the end of the log, which is either the end of the file or a record that a crash
         * left half written.
         *
         * @throws IOException if a damaged record has a whole one behind it: that is no torn tail
         */
        Optional<byte[]> next() throws IOException {
            long start = end;
            if (size - start < HEADER) {
                return Optional.empty();
            }
            int length = in.readInt();
            int checksum = in.readInt();
            if (length <= 0 || length > size - start - HEADER) {
                return Optional.empty();
            }
            byte[] content = in.readNBytes(length);
            end = start + HEADER + length;
            if (checksum(content) == checksum) {
                return Optional.of(content);
            }
            if (next().isPresent()) {
                throw new IOException(("%s: the record at byte %d is damaged and whole records follow;"
                                + " restore the file from a copy, or remove the collection's folder and load it again")
                        .formatted(file, start));
            }
            end = start;
            return Optional.empty();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
