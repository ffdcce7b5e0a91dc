package io.retune.artifacts;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the ring remembers: records (small, created once) and artifacts (folders that never change, named after their
 * content).
 *
 * <p>A record's key is {@code runs/r1/training.json}: segments of {@code A-Z a-z 0-9 . _ -}, joined by slashes, none
 * with a leading dot. An artifact's id is {@code <kind>/<sha256>}, the digest of its {@code manifest.json}; no record's
 * key begins so.
 *
 * <p>Safe for use by many threads and processes at once. Every method throws {@link ArtifactException} for a malformed
 * key and for storage that cannot be read or written. Nothing here needs more than an object store on S3 can give:
 * create-if-absent is a put with {@code If-None-Match}, and an artifact is there once its manifest is, written last.
 */
public interface ArtifactStore {
    /**
     * Creates a record unless there is one; nobody ever sees a part of it, and it is on the disk when this returns.
     *
     * @return whether this call created it; false leaves the record that was there as it is
     */
    boolean putIfAbsent(String key, byte[] content);

    /** The content of a record, empty where there is none. */
    Optional<byte[]> read(String key);

    /**
     * The keys of records, sorted.
     *
     * @param prefix what they begin with, as {@code runs/}, {@code runs/r1/training/attempt-} or an empty text for all
     */
    List<String> list(String prefix);

    /** Deletes a record; one that is not there is no error. Artifacts are not deleted. */
    void delete(String key);

    /**
     * Creates an artifact, visible whole or not at all. One with the same content that is there already stays, and the
     * new one is dropped.
     *
     * <p>{@code manifest.json} is written here: {@code {"files": {"<path>": {"bytes": 1, "sha256": "<hex>"}}}}. If the
     * content brings one (a checkpoint has one), it is compared with the files first.
     *
     * @param kind one segment, as {@code models}
     * @return the artifact's id, {@code <kind>/<sha256 of manifest.json>}
     * @throws ArtifactException if the content is empty, holds links, or disagrees with the manifest it brings
     */
    String publish(String kind, FolderContent content);

    /** Whether there is such an artifact; its files are not looked at. */
    boolean exists(String artifact);

    /**
     * The folder of an artifact, after every file was compared with the manifest; to be read only.
     *
     * @throws ArtifactException if there is no such artifact, or if a file is missing, changed, or not in the manifest:
     *     the message names it, the digests found and expected, and the remedy
     */
    Path open(String artifact);
}
