package io.retune.encoder.cache;

import io.retune.encoder.EncoderException;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One file of the cache. A batch of records is written at once and counts only when its last record is there, so that a
 * process killed in the middle of a write leaves nothing behind that anybody would read.
 */
final class Segment implements AutoCloseable {
    private static final int SCAN_BYTES = 1 << 20;

    private final Path file;
    private final RecordFormat format;
    private final FileChannel channel;
    private final ByteBuffer record;
    private long end;

    /** Hears of every record that can be read. */
    interface RecordSink {
        void accept(long hashPrefix, int record);
    }

    private Segment(Path file, RecordFormat format, FileChannel channel) {
        this.file = file;
        this.format = format;
        this.channel = channel;
        this.record = format.allocate(1);
    }

    /** Opens a segment that others may be appending to, and reads what it has now. */
    static Segment openForReading(Path file, RecordFormat format, RecordSink sink) throws IOException {
        return open(file, format, sink, StandardOpenOption.READ);
    }

    /** Opens or creates a segment whose lock the caller holds, and cuts off what a killed process left unfinished. */
    static Segment openForAppending(Path file, RecordFormat format, RecordSink sink) throws IOException {
        Segment segment =
                open(file, format, sink, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            segment.channel.truncate(segment.end);
            if (segment.end == 0) {
                segment.append(format.headerBytes());
            }
            return segment;
        } catch (IOException | RuntimeException e) {
            segment.channel.close();
            throw e;
        }
    }

    private static Segment open(Path file, RecordFormat format, RecordSink sink, StandardOpenOption... options)
            throws IOException {
        FileChannel channel = FileChannel.open(file, options);
        try {
            Segment segment = new Segment(file, format, channel);
            segment.scan(sink);
            return segment;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void scan(RecordSink sink) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(RecordFormat.HEADER_BYTES);
        readFully(header, 0);
        if (header.hasRemaining()) {
            // Somebody has only just created it.
            return;
        }
        format.checkHeader(header.flip(), file);
        end = RecordFormat.HEADER_BYTES;
        ByteBuffer records = format.allocate(Math.max(1, SCAN_BYTES / format.recordBytes()));
        LongArrayList prefixes = new LongArrayList();
        LongArrayList numbers = new LongArrayList();
        for (long position = end; readFully(records.clear(), position); ) {
            int whole = records.position() / format.recordBytes();
            for (int i = 0; i < whole; i++, position += format.recordBytes()) {
                int start = i * format.recordBytes();
                if (!format.isWhole(records, start)) {
                    continue;
                }
                prefixes.add(records.getLong(start));
                numbers.add((position - RecordFormat.HEADER_BYTES) / format.recordBytes());
                if (format.endsBatch(records, start)) {
                    for (int j = 0; j < prefixes.size(); j++) {
                        sink.accept(prefixes.getLong(j), (int) numbers.getLong(j));
                    }
                    prefixes.clear();
                    numbers.clear();
                    end = position + format.recordBytes();
                }
            }
        }
    }

    /** Reads until the buffer is full or the file ends; whether at least a record's bytes came. */
    private boolean readFully(ByteBuffer target, long position) throws IOException {
        int read = 0;
        while (target.hasRemaining() && read >= 0) {
            read = channel.read(target, position + target.position());
        }
        return target.position() >= format.recordBytes();
    }

    /** Where the next record goes, in bytes. */
    long end() {
        return end;
    }

    /** The number of records, damaged ones included. */
    int records() {
        return Math.toIntExact((end - RecordFormat.HEADER_BYTES) / format.recordBytes());
    }

    /** Copies a record's vector, if the record is that of a text. */
    boolean read(int number, byte[] hash, float[] target, int offset) throws IOException {
        long position = RecordFormat.HEADER_BYTES + (long) number * format.recordBytes();
        if (!readFully(record.clear(), position)
                || !record.slice(0, hash.length).equals(ByteBuffer.wrap(hash))) {
            return false;
        }
        record.position(RecordFormat.HASH_BYTES).asFloatBuffer().get(target, offset, format.dimensions());
        return true;
    }

    /** Appends bytes whole or not at all. */
    void append(ByteBuffer bytes) throws IOException {
        int size = bytes.remaining();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, end + bytes.position());
            }
        } catch (IOException e) {
            throw new EncoderException(
                    file + ": vectors cannot be written (" + e.getMessage()
                            + "); free space or choose another cache folder, and start again: what was written"
                            + " before is kept",
                    e);
        }
        end += size;
    }

    /** Waits until everything is on the disk. */
    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
