package io.retune.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Sizes and digests of files; a file that looks as it did when it was hashed is not read again. */
final class FileDigests {
    /** Two writes this close together may leave the same modification time. */
    private static final Duration CLOCK_TICK = Duration.ofSeconds(2);

    private final Map<Path, Hashed> known = new ConcurrentHashMap<>();

    private record Look(long bytes, FileTime modified, Object inode) {}

    private record Hashed(Look look, Manifest.Entry entry) {}

    /** Empty for a folder; anything that is neither a folder nor a file of its own is refused. */
    Optional<Manifest.Entry> of(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
            return Optional.empty();
        }
        if (!attributes.isRegularFile()) {
            throw new ArtifactException(
                    path + ": is a link or a device, expected a regular file; put a copy of the file there");
        }
        Look look = new Look(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        Hashed hashed = known.get(path);
        return Optional.of(hashed != null && hashed.look.equals(look) ? hashed.entry : hash(path, look));
    }

    private Manifest.Entry hash(Path path, Look look) throws IOException {
        Instant start = Instant.now();
        Manifest.Entry entry = new Manifest.Entry(look.bytes, Sha256.of(path));
        if (look.modified.toInstant().plus(CLOCK_TICK).isBefore(start)) {
            known.put(path, new Hashed(look, entry));
        }
        return entry;
    }
}
