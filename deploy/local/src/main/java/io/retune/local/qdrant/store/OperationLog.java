package io.retune.local.qdrant.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An append-only file of records. Whoever opens it reads the records that are there; a record that a crash left half
 * written is cut off. Appending and replacing are for one thread at a time; forcing is for any number, and those that
 * wait for the disk together are served by one force.
 *
 * <p>Written with {@link RandomAccessFile} since a channel would close when a thread is interrupted.
 */
final class OperationLog implements AutoCloseable {
    private final Path path;
    private final Object forcing = new Object();
    private RandomAccessFile file;
    private long size;
    /** Bytes appended since the log was opened, counted on over replacements. */
    private final AtomicLong written = new AtomicLong();

    private long forced;
    private volatile IOException failure;

    private OperationLog(Path path) {
        this.path = path;
    }

    /** Receives the records of a log. */
    interface Records {
        void accept(byte[] content) throws IOException;
    }

    /** Writes records. */
    interface Content {
        void writeTo(Records records) throws IOException;
    }

    /** Creates the file of an empty log. */
    static void create(Path path) throws IOException {
        DurableFiles.write(path, LogRecord.FILE_START);
    }

    /** Opens a log and reads it. */
    static OperationLog open(Path path, Records records) throws IOException {
        OperationLog log = new OperationLog(path);
        try (LogRecord.Reader reader = new LogRecord.Reader(path)) {
            for (Optional<byte[]> record = reader.next(); record.isPresent(); record = reader.next()) {
                records.accept(record.get());
            }
            log.size = reader.end();
        }
        log.file = log.openAtEnd();
        // What an earlier process wrote without forcing is acknowledged from now on.
        log.file.getFD().sync();
        return log;
    }

    private RandomAccessFile openAtEnd() throws IOException {
        RandomAccessFile opened = new RandomAccessFile(path.toFile(), "rw");
        opened.setLength(size);
        opened.seek(size);
        return opened;
    }

    long size() {
        return size;
    }

    /** A mark for {@link #force}: everything that was appended until now. */
    long mark() {
        return written.get();
    }

    /** Appends a record; a failure leaves the log as it was. */
    void append(byte[] content) throws IOException {
        requireSound();
        try {
            long bytes = LogRecord.write(file, content);
            size += bytes;
            written.addAndGet(bytes);
        } catch (IOException e) {
            cutBackToSize(e);
            throw e;
        }
    }

    private void cutBackToSize(IOException cause) {
        try {
            file.setLength(size);
            file.seek(size);
        } catch (IOException e) {
            cause.addSuppressed(e);
            failure = cause;
        }
    }

    /** Returns when what was appended before a mark is on the disk. */
    void force(long mark) throws IOException {
        synchronized (forcing) {
            requireSound();
            if (forced >= mark) {
                return;
            }
            long upTo = written.get();
            try {
                file.getFD().sync();
            } catch (IOException e) {
                // After a failed force nobody knows what is on the disk.
                failure = e;
                throw e;
            }
            forced = upTo;
        }
    }

    private void requireSound() throws IOException {
        if (failure != null) {
            throw new IOException(
                    path + ": could not be written earlier (" + failure.getMessage()
                            + "); check the disk and start again",
                    failure);
        }
    }

    /** Replaces all records by others, which are on the disk before the old ones go. */
    void replace(Content content) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        Files.deleteIfExists(next);
        create(next);
        long[] end = {LogRecord.FILE_START.length};
        try (RandomAccessFile replacement = new RandomAccessFile(next.toFile(), "rw")) {
            replacement.seek(end[0]);
            content.writeTo(record -> end[0] += LogRecord.write(replacement, record));
            replacement.getFD().sync();
        }
        synchronized (forcing) {
            file.close();
            try {
                DurableFiles.move(next, path);
                size = end[0];
                forced = written.get();
            } finally {
                file = openAtEnd();
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (forcing) {
            file.getFD().sync();
            file.close();
        }
    }
}
