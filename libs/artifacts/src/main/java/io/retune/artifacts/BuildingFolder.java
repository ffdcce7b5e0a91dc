package io.retune.artifacts;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The hidden folder in which records and artifacts take shape, on the same file system as the store. */
final class BuildingFolder {
    private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

    private final Path folder;

    BuildingFolder(Path folder) throws IOException {
        this.folder = folder;
        Disk.createFolders(folder);
    }

    /** A path that nobody else uses; unlike the JDK's temporary files, what is created there gets the usual permissions. */
    Path newPath() {
        return folder.resolve(UUID.randomUUID().toString());
    }

    /** Asked once, at start: two processes of which one links and one renames would not exclude each other. */
    boolean supportsLinks() throws IOException {
        Path file = newPath();
        Path link = newPath();
        Files.createFile(file);
        try {
            Files.createLink(link, file);
            return true;
        } catch (UnsupportedOperationException | FileSystemException e) {
            return false;
        } finally {
            Files.deleteIfExists(link);
            Files.deleteIfExists(file);
        }
    }

    /** Removes what nothing was written to for a day: its process is dead, for it would have finished or cleaned up. */
    void removeAbandoned() throws IOException {
        Instant limit = Instant.now().minus(ABANDONED_AFTER);
        List<Path> unfinished;
        try (Stream<Path> paths = Files.list(folder)) {
            unfinished = paths.toList();
        }
        for (Path path : unfinished) {
            try {
                if (lastWrite(path).isBefore(limit)) {
                    Disk.deleteTree(path);
                }
            } catch (IOException e) {
                // Its owner or another starting process was quicker; what still lies here is seen at the next start.
            }
        }
    }

    private static Instant lastWrite(Path path) throws IOException {
        Instant last = Instant.MIN;
        for (Path each : Disk.tree(path)) {
            Instant written =
                    Files.getLastModifiedTime(each, LinkOption.NOFOLLOW_LINKS).toInstant();
            last = written.isAfter(last) ? written : last;
        }
        return last;
    }
}
