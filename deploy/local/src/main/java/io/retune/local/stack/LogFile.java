package io.retune.local.stack;

import io.retune.local.LocalException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a child prints. A new stack keeps the file of the one before as {@code NAME.log.1}; the processes of a child that is
 * restarted append to one file.
 */
final class LogFile {
    private static final int TAIL_BYTES = 16_384;

    private final Path file;
    private volatile long startOfRun;

    /** Moves what is there out of the way. */
    LogFile(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.getParent());
            if (Files.exists(file)) {
                Path previous = file.resolveSibling(file.getFileName() + ".1");
                Files.move(file, previous, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.createFile(file);
        } catch (IOException e) {
            throw new LocalException(file + ": cannot be created (" + e + "); choose a home that can be written", e);
        }
    }

    Path path() {
        return file;
    }

    /** A new process begins to write. */
    void beginRun() throws IOException {
        startOfRun = Files.size(file);
    }

    /** Whether one of the latest lines of the current process begins with a text. */
    boolean hasLine(String start) {
        return latest(startOfRun).anyMatch(line -> line.startsWith(start));
    }

    /** The last lines, oldest first. */
    List<String> tail(int count) {
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
