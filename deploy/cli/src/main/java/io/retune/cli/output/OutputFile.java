package io.retune.cli.output;

import io.retune.cli.InputException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file that a command will write. Making one checks that it can be written, before the work starts; the file appears
 * whole or not at all, and one that was there stays until then.
 *
 * @param option the flag that named it, for messages
 * @param path the file
 */
public record OutputFile(String option, Path path) {
    /**
     * Checks the folder.
     *
     * @throws InputException if the folder is missing or cannot be written, or the path is a folder
     */
    public OutputFile {
        Path folder = path.toAbsolutePath().getParent();
        if (Files.isDirectory(path)) {
            throw new InputException(option + " " + path + ": is a folder; expected the name of a file; name one");
        }
        if (!Files.isDirectory(folder)) {
            throw new InputException(
                    option + " " + path + ": the folder " + folder + " does not exist; create it or choose another");
        }
        if (!Files.isWritable(folder)) {
            throw new InputException(option + " " + path + ": this user may not write in " + folder
                    + "; change its permissions or choose another");
        }
    }

    /** What is written. */
    public interface Content {
        /** Writes everything; need not flush, must not close. */
        void writeTo(OutputStream bytes) throws IOException;
    }

    /**
     * Refuses to replace a file that the command reads or writes for another purpose.
     *
     * @param use what the other file is, such as {@code the data set}
     */
    public OutputFile mustNotBe(Path other, String use) {
        try {
            boolean same = (Files.exists(path) && Files.exists(other))
                    ? Files.isSameFile(path, other)
                    : path.toAbsolutePath()
                            .normalize()
                            .equals(other.toAbsolutePath().normalize());
            if (same) {
                throw new InputException(
                        option + " " + path + ": is also " + use + "; expected a file of its own; choose another name");
            }
            return this;
        } catch (IOException e) {
            throw new InputException(other + ": cannot be read (" + e + "); check its permissions", e);
        }
    }

    /** Refuses to replace a file that the command reads, or writes for another purpose. */
    public OutputFile mustNotBeAnyOf(List<Path> others) {
        others.forEach(other -> mustNotBe(other, "named elsewhere in this command"));
        return this;
    }

    /**
     * Writes and forces a file beside, then renames it.
     *
     * @throws InputException if it cannot be written
     */
    public void write(Content content) {
        Path target = path.toAbsolutePath();
        Path unfinished = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        unfinished.toFile().deleteOnExit(); // Ctrl-C leaves nothing behind
        try {
            try (FileChannel channel = FileChannel.open(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                OutputStream bytes = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                content.writeTo(bytes);
                bytes.flush();
                channel.force(true);
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new InputException(
                    option + " " + path + ": writing failed (" + e.getMessage()
                            + "); nothing was changed; make room on the disk or choose another folder",
                    e);
        } finally {
            unfinished.toFile().delete();
        }
    }
}
