package io.retune.encoder.cache;

import io.retune.encoder.EncoderException;
import io.retune.encoder.Role;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Vectors on disk, found by the sha256 of their text. Any number of processes may use one cache at once: each appends
 * to a segment file of its own and reads what the others had written when it opened the cache. One instance serves one
 * thread at a time; interrupting that thread in the middle of a read or write closes the file and fails the call.
 *
 * <p>A process may be killed at any moment: a batch (what was {@linkplain #put put} between two {@linkplain #flush
 * flushes}) is read whole or not at all. A record that has changed on disk since is not read either.
 */
public final class VectorCache implements AutoCloseable {
    /** Larger segments are not appended to. */
    private static final long FULL_BYTES = 512L << 20;

    private static final int FIRST_BATCH = 64;

    private final Path folder;
    private final RecordFormat format;
    private final long fullBytes;
    private final List<Segment> segments = new ArrayList<>();
    /** The first 8 bytes of a text's hash to its segment (high half) and record (low half). */
    private final Long2LongOpenHashMap places = new Long2LongOpenHashMap();

    private ByteBuffer batch;
    private Segment own;
    private SegmentLock ownLock;

    private VectorCache(Path folder, RecordFormat format, long fullBytes) {
        this.folder = folder;
        this.format = format;
        this.fullBytes = fullBytes;
        this.batch = format.allocate(FIRST_BATCH);
        places.defaultReturnValue(-1);
    }

    /**
     * Opens the cache of one model and role.
     *
     * @param folder of all caches; this one lies in {@code <role>-<identity>} below it, created if absent
     * @param identity what the vectors are made with, {@link io.retune.encoder.ModelIdentity}
     * @param dimensions values of a vector
     * @throws EncoderException if it cannot be read or a file in it is of another model or format
     */
    public static VectorCache open(Path folder, String identity, Role role, int dimensions) {
        return open(folder, identity, role, dimensions, FULL_BYTES);
    }

    static VectorCache open(Path folder, String identity, Role role, int dimensions, long fullBytes) {
        RecordFormat format = RecordFormat.of(identity, role, dimensions);
        Path own = folder.resolve(role.name().toLowerCase(Locale.ROOT) + "-" + identity);
        try {
            VectorCache cache = new VectorCache(Files.createDirectories(own).toRealPath(), format, fullBytes);
            try {
                cache.readSegments();
                return cache;
            } catch (IOException | RuntimeException e) {
                cache.close();
                throw e;
            }
        } catch (IOException e) {
            throw new EncoderException(
                    own + ": vector cache cannot be opened (" + e + "); make it readable and writable or choose"
                            + " another folder",
                    e);
        }
    }

    private void readSegments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> sorted = files.filter(file -> file.toString().endsWith(".vectors"))
                    .sorted()
                    .toList();
            for (Path file : sorted) {
                segments.add(Segment.openForReading(file, format, this::index));
            }
        }
    }

    /** Notes a record of the segment that joins the list next. */
    private void index(long hashPrefix, int record) {
        places.put(hashPrefix, place(segments.size(), record));
    }

    private static long place(int segment, int record) {
        return (long) segment << Integer.SIZE | record;
    }

    private static long prefix(byte[] hash) {
        if (hash.length != RecordFormat.HASH_BYTES) {
            throw new IllegalArgumentException(
                    "text hash has " + hash.length + " bytes, expected the 32 of a sha256 digest");
        }
        return ByteBuffer.wrap(hash).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /**
     * Reads a text's vector.
     *
     * @param textHash sha256 of the text's UTF-8 bytes
     * @param target receives the vector, beginning at {@code offset}
     * @return false if the cache does not have it; {@code target} is unchanged then
     */
    public boolean get(byte[] textHash, float[] target, int offset) {
        long place = places.get(prefix(textHash));
        if (place < 0) {
            return false;
        }
        Segment segment = segments.get((int) (place >>> Integer.SIZE));
        try {
            return segment.read((int) place, textHash, target, offset);
        } catch (IOException e) {
            throw new EncoderException(folder + ": vectors cannot be read (" + e + "); check the disk", e);
        }
    }

    /**
     * Adds a vector to the batch that the next {@link #flush} writes.
     *
     * @param textHash sha256 of the text's UTF-8 bytes
     * @param vectors has the vector, beginning at {@code offset}
     */
    public void put(byte[] textHash, float[] vectors, int offset) {
        prefix(textHash);
        if (batch.remaining() < format.recordBytes()) {
            ByteBuffer larger = format.allocate(2 * batch.capacity() / format.recordBytes());
            batch = larger.put(batch.flip());
        }
        format.add(batch, textHash, vectors, offset);
    }

    /**
     * Hands the batch to the operating system: it survives the end of this process. From now on {@link #get} finds it.
     *
     * @throws EncoderException if the disk is full; the batch is lost then, and nothing else
     */
    public void flush() {
        if (batch.position() == 0) {
            return;
        }
        format.seal(batch);
        batch.flip();
        try {
            if (own != null && own.end() >= fullBytes) {
                releaseOwn();
            }
            if (own == null) {
                claimSegment();
            }
            int first = own.records();
            own.append(batch.duplicate());
            int segment = segments.indexOf(own);
            for (int i = 0; i < batch.limit() / format.recordBytes(); i++) {
                places.put(batch.getLong(i * format.recordBytes()), place(segment, first + i));
            }
        } catch (IOException e) {
            throw new EncoderException(
                    folder + ": vectors cannot be written (" + e + "); make the folder writable or choose another", e);
        } finally {
            batch.clear();
        }
    }

    private void claimSegment() throws IOException {
        for (int number = 1; own == null; number++) {
            Path file = folder.resolve("%06d.vectors".formatted(number));
            if (Files.exists(file) && Files.size(file) >= fullBytes) {
                continue;
            }
            Optional<SegmentLock> lock = SegmentLock.tryAcquire(folder.resolve("%06d.lock".formatted(number)));
            if (lock.isPresent()) {
                ownLock = lock.get();
                own = Segment.openForAppending(file, format, this::index);
                segments.add(own);
            }
        }
    }

    /** Stops appending to the segment; it stays open for reading. */
    private void releaseOwn() throws IOException {
        if (own != null) {
            own.force();
            own = null;
        }
        if (ownLock != null) {
            ownLock.close();
            ownLock = null;
        }
    }

    /**
     * Writes what is left and waits until the disk has it.
     *
     * @throws EncoderException if the disk is full or fails
     */
    @Override
    public void close() {
        try {
            flush();
        } finally {
            closeFiles();
        }
    }

    private void closeFiles() {
        try {
            releaseOwn();
            for (Segment segment : segments) {
                segment.close();
            }
            segments.clear();
        } catch (IOException e) {
            throw new EncoderException(folder + ": vectors may not be on the disk (" + e + "); check the disk", e);
        }
    }
}
