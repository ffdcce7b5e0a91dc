package io.retune.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An artifact store in a folder, which may be shared by processes: {@code <root>/<key>} is a record,
 * {@code <root>/<kind>/<sha256>} an artifact's folder, {@code <root>/.building} what is not complete yet.
 *
 * <p>{@link #open} hashes each file once: as long as its size, its modification time and its inode stay the same, this
 * object does not read it again.
 */
public final class FileArtifactStore implements ArtifactStore {
    private final Records records;
    private final Artifacts artifacts;

    /**
     * Opens a store and removes what dead processes left half-built a day ago or earlier.
     *
     * @param root created where it is missing; a local file system or one with POSIX renames and locks
     * @throws ArtifactException if the folder cannot be written
     */
    public FileArtifactStore(Path root) {
        this(root, true);
    }

    /** With {@code mayLink} false, behaves as on a file system that has no hard links. */
    FileArtifactStore(Path root, boolean mayLink) {
        try {
            Disk.createFolders(root.toAbsolutePath().normalize());
            Path folder = root.toRealPath();
            BuildingFolder building = new BuildingFolder(folder.resolve(".building"));
            building.removeAbandoned();
            records = new Records(folder, building, mayLink && building.supportsLinks());
            artifacts = new Artifacts(folder, building);
        } catch (IOException e) {
            throw new ArtifactException(
                    root + ": cannot be used as an artifact store (" + e
                            + "); choose a folder that this user may create and write",
                    e);
        }
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) {
        return records.putIfAbsent(Keys.record(key), content);
    }

    @Override
    public Optional<byte[]> read(String key) {
        return records.read(Keys.record(key));
    }

    @Override
    public List<String> list(String prefix) {
        return records.list(Keys.prefix(prefix));
    }

    @Override
    public void delete(String key) {
        records.delete(Keys.record(key));
    }

    @Override
    public String publish(String kind, FolderContent content) {
        return artifacts.publish(Keys.kind(kind), content);
    }

    @Override
    public boolean exists(String artifact) {
        return Files.isDirectory(artifacts.folder(Keys.artifact(artifact)));
    }

    @Override
    public Path open(String artifact) {
        return artifacts.open(Keys.artifact(artifact));
    }
}
