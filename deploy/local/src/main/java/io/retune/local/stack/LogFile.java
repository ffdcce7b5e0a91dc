package io.retune.local.stack;

import io.retune.local.LocalException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a child prints. A new stack keeps the file of the one before as {@code NAME.log.1}; the processes of a child that is
 * restarted append to one file. Safe for threads.
 */
final class LogFile {
    private static final int TAIL_BYTES = 16_384;

    private final Path file;
    private long startOfRun;

    /** Moves what is there out of the way. */
    LogFile(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.getParent());
            if (Files.exists(file)) {
                Files.move(file, previous(), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.createFile(file);
        } catch (IOException e) {
            throw new LocalException(file + ": cannot be created (" + e + "); choose a home that can be written", e);
        }
    }

    private Path previous() {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    Path path() {
        return file;
    }

    /**
     * Begins the file anew if it is larger than so many bytes, and keeps what was in it as {@code NAME.log.1}. The child
     * goes on writing to the very same file, which it has open to append: moving it away would take the child's lines
     * along. What is printed while it is copied is lost.
     */
    synchronized void rotateAbove(long bytes) throws IOException {
        if (Files.size(file) <= bytes) {
            return;
        }
        Files.copy(file, previous(), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel content = FileChannel.open(file, StandardOpenOption.WRITE)) {
            content.truncate(0);
        }
        startOfRun = 0;
    }

    /** A new process begins to write. */
    synchronized void beginRun() throws IOException {
        startOfRun = Files.size(file);
    }

    /** Whether one of the latest lines of the current process begins with a text. */
    synchronized boolean hasLine(String start) {
        return latest(startOfRun).anyMatch(line -> line.startsWith(start));
    }

    /** The last lines, oldest first. */
    synchronized List<String> tail(int count) {
        List<String> lines = latest(0).toList();
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    private Stream<String> latest(long from) {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(from, content.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) Math.max(0, content.length() - start)];
            content.seek(start);
            content.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new LocalException(file + ": cannot be read (" + e + "); restore it", e);
        }
    }
}
