package io.retune.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder that one process holds at a time: a lock on its file {@code .lock}, which names the holder. The operating system
 * releases it with the process, however that ends.
 */
public final class FolderLock implements AutoCloseable {
    // POSIX drops all locks of a process on a file as soon as it closes any handle of that file: one that is held here
    // must not be opened a second time.
    private static final Map<Path, FolderLock> HELD_BY_THIS_PROCESS = new ConcurrentHashMap<>();

    // Where Windows locks, nobody can read; the holder's number stands at the start of the file.
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final Path file;
    private FileChannel channel;

    private FolderLock(Path file) {
        this.file = file;
    }

    /**
     * Takes a folder.
     *
     * @param folder created if it does not exist
     * @throws LocalException if a process holds it, this one included, or it cannot be written
     */
    public static FolderLock take(Path folder) {
        try {
            Files.createDirectories(folder);
            FolderLock lock = new FolderLock(folder.toRealPath().resolve(".lock"));
            if (HELD_BY_THIS_PROCESS.putIfAbsent(lock.file, lock) != null) {
                throw inUse(folder, Long.toString(ProcessHandle.current().pid()));
            }
            lock.lock(folder);
            return lock;
        } catch (IOException e) {
            throw new LocalException(folder + ": cannot be locked (" + e + "); choose a folder that can be written", e);
        }
    }

    private void lock(Path folder) throws IOException {
        boolean locked = false;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw inUse(folder, Files.readString(file).strip());
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
            locked = true;
        } finally {
            if (!locked) {
                close();
            }
        }
    }

    private static LocalException inUse(Path folder, String holder) {
        return new LocalException("%s: in use by process %s; stop that process or choose another folder"
                .formatted(folder, holder.isEmpty() ? "(unknown)" : holder));
    }

    /** Gives the folder back; a second call does nothing. */
    @Override
    public void close() {
        if (!HELD_BY_THIS_PROCESS.containsValue(this)) {
            return;
        }
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new LocalException(file + ": cannot be closed (" + e + ")", e);
        } finally {
            HELD_BY_THIS_PROCESS.remove(file, this);
        }
    }
}
