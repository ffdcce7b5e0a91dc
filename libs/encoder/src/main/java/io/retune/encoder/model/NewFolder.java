package io.retune.encoder.model;

import io.retune.encoder.EncoderException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/** Creates a folder whole or not at all: it is filled beside its place and renamed when it is complete. */
public final class NewFolder {
    private NewFolder() {}

    /** Fills a folder. */
    public interface Content {
        /** Writes into {@code folder}, which exists and is empty. */
        void writeTo(Path folder) throws IOException;
    }

    /**
     * Creates a folder.
     *
     * @param target does not exist yet; missing parents are created
     * @throws EncoderException if it exists or cannot be written; nothing is left behind then
     */
    public static void write(Path target, Content content) {
        Path absolute = target.toAbsolutePath().normalize();
        if (Files.exists(absolute)) {
            throw new EncoderException(target + ": exists already; choose another folder or remove this one");
        }
        Path building = null;
        try {
            Files.createDirectories(absolute.getParent());
            // Not a temporary directory, which nobody but its owner may read.
            building = Files.createDirectory(
                    absolute.resolveSibling("." + absolute.getFileName() + "-" + UUID.randomUUID()));
            content.writeTo(building);
            Files.move(building, absolute, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            deleteQuietly(building);
            if (e instanceof FileAlreadyExistsException || Files.exists(absolute)) {
                throw new EncoderException(target + ": exists already; choose another folder or remove this one", e);
            }
            throw new EncoderException(
                    target + ": cannot be written (" + e + "); free space or choose another folder", e);
        } catch (RuntimeException e) {
            deleteQuietly(building);
            throw e;
        }
    }

    /** Deletes a folder and what is in it, as far as possible. */
    public static void deleteQuietly(Path folder) {
        if (folder == null || !Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // What cannot be deleted stays, hidden by its leading dot; the failure that led here is the one to report.
        }
    }
}
