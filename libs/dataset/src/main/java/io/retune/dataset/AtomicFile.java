package io.retune.dataset;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that appears whole or not at all: written and forced to the disk beside its place, then renamed. */
final class AtomicFile {
    private AtomicFile() {}

    static void write(Path file, Content content) {
        Path target = file.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new DatasetException(file + ": this is a folder; expected the name of a file to write; name one");
        }
        Path folder = target.getParent();
        Path unfinished = folder.resolve(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + "." + System.nanoTime() + ".tmp");
        try {
            writeAndForce(unfinished, content);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            force(folder);
        } catch (IOException e) {
            throw unwritable(file, folder, e);
        } finally {
            remove(unfinished);
        }
    }

    private static void writeAndForce(Path unfinished, Content content) throws IOException {
        try (FileChannel channel =
                FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream bytes = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            content.writeTo(new KeptOpen(bytes));
            bytes.flush();
            channel.force(true);
        }
    }

    /** The rename itself is on the disk only when the folder is; where folders cannot be forced, so be it. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return;
        }
    }

    private static void remove(Path unfinished) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            return;
        }
    }

    private static DatasetException unwritable(Path file, Path folder, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return new DatasetException(
                    file + ": the folder " + folder + " does not exist; create it or choose another", cause);
        }
        if (cause instanceof AccessDeniedException) {
            return new DatasetException(
                    file + ": this user may not write in " + folder + "; change its permissions or choose another",
                    cause);
        }
        return new DatasetException(
                file + ": writing failed: " + cause.getMessage()
                        + "; nothing was changed; make room on the disk or choose another folder",
                cause);
    }

    interface Content {
        void writeTo(OutputStream bytes) throws IOException;
    }

    /** Generators close what they write to, but the channel must still be forced afterwards. */
    private static final class KeptOpen extends FilterOutputStream {
        KeptOpen(OutputStream bytes) {
            super(bytes);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
