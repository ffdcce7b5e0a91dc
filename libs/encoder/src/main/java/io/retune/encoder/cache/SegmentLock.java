package io.retune.encoder.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The right to append to a segment: held by one cache of one process, and given back by the system if that dies. */
final class SegmentLock implements AutoCloseable {
    /**
     * Under POSIX, closing any channel of a file gives back all locks that the process has on it; so a file locked by
     * this process must not even be opened again.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private SegmentLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock if nobody holds it.
     *
     * @param file the lock's own file, by its real path; created if absent
     */
    static Optional<SegmentLock> tryAcquire(Path file) throws IOException {
        if (!HELD_HERE.add(file)) {
            return Optional.empty();
        }
        FileChannel channel = null;
        boolean acquired = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            acquired = channel.tryLock() != null;
            return acquired ? Optional.of(new SegmentLock(file, channel)) : Optional.empty();
        } finally {
            if (!acquired) {
                release(file, channel);
            }
        }
    }

    private static void release(Path file, FileChannel channel) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            HELD_HERE.remove(file);
        }
    }

    @Override
    public void close() throws IOException {
        release(file, channel);
    }
}
