package io.retune.artifacts;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Records as files. A hard link gives a complete file its name, and fails if the name is taken. */
final class Records {
    /** File locks exclude processes, not the threads of one. */
    private static final Object THREADS = new Object();

    private final Path root;
    private final BuildingFolder building;
    private final boolean links;

    Records(Path root, BuildingFolder building, boolean links) {
        this.root = root;
        this.building = building;
        this.links = links;
    }

    boolean putIfAbsent(String key, byte[] content) {
        Path target = root.resolve(key);
        Path complete = building.newPath();
        try {
            Disk.createFolders(target.getParent());
            Files.write(complete, content, StandardOpenOption.CREATE_NEW);
            Disk.force(complete);
            boolean created = links ? link(target, complete) : renameLocked(target, complete);
            // The loser forces too: it goes on to rely on a record whose creator may not have come this far.
            Disk.force(target.getParent());
            return created;
        } catch (FileAlreadyExistsException e) {
            throw new ArtifactException(
                    target + ": cannot be created, because " + e.getFile() + " is a record; use another key", e);
        } catch (IOException e) {
            throw new ArtifactException(
                    target + ": cannot be written (" + e + "); free space, or check who may write to the store", e);
        } finally {
            deleteQuietly(complete);
        }
    }

    private boolean link(Path target, Path complete) throws IOException {
        try {
            Files.createLink(target, complete);
            return true;
        } catch (FileAlreadyExistsException e) {
            requireRecord(target);
            return false;
        }
    }

    private boolean renameLocked(Path target, Path complete) throws IOException {
        synchronized (THREADS) {
            try (FileChannel channel =
                    FileChannel.open(root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                // Released when the channel is closed.
                channel.lock();
                if (Files.exists(target)) {
                    requireRecord(target);
                    return false;
                }
                Files.move(complete, target, StandardCopyOption.ATOMIC_MOVE);
                return true;
            }
        }
    }

    private static void requireRecord(Path target) {
        if (Files.isDirectory(target)) {
            throw new ArtifactException(
                    target + ": cannot be created, because records lie below this key; use another key");
        }
    }

    private static void deleteQuietly(Path complete) {
        try {
            Files.deleteIfExists(complete);
        } catch (IOException e) {
            // Hidden, and removed at a later start; the record is not affected.
        }
    }

    Optional<byte[]> read(String key) {
        Path file = root.resolve(key);
        try {
            return Files.isDirectory(file) ? Optional.empty() : Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ArtifactException(file + ": cannot be read (" + e + "); check who may read the store", e);
        }
    }

    List<String> list(String prefix) {
        Path start = root.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1));
        Listing listing = new Listing(prefix);
        try {
            Files.walkFileTree(start, listing);
        } catch (IOException e) {
            throw new ArtifactException(start + ": cannot be listed (" + e + "); check who may read the store", e);
        }
        Collections.sort(listing.keys);
        return Collections.unmodifiableList(listing.keys);
    }

    void delete(String key) {
        Path file = root.resolve(key);
        try {
            if (Files.isRegularFile(file)) {
                Files.deleteIfExists(file);
                Disk.force(file.getParent());
            }
        } catch (IOException e) {
            throw new ArtifactException(file + ": cannot be deleted (" + e + "); check who may write to the store", e);
        }
    }

    /** Collects keys; artifacts and hidden files are no records, and a record deleted meanwhile is none any more. */
    private final class Listing extends SimpleFileVisitor<Path> {
        private final String prefix;
        private final List<String> keys = new ArrayList<>();

        private Listing(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean visited = folder.equals(root) || Keys.isRecord(key(folder));
            return visited ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String key = key(file);
            if (key.startsWith(prefix) && Keys.isRecord(key)) {
                keys.add(key);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        private String key(Path path) {
            return root.relativize(path).toString();
        }
    }
}
