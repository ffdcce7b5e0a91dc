package io.retune.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Artifacts as folders: filled out of sight, forced to the disk, renamed to the digest of their manifest. */
final class Artifacts {
    private final Path root;
    private final BuildingFolder building;
    private final FileDigests digests = new FileDigests();

    Artifacts(Path root, BuildingFolder building) {
        this.root = root;
        this.building = building;
    }

    Path folder(String artifact) {
        return root.resolve(artifact);
    }

    String publish(String kind, FolderContent content) {
        Path folder = building.newPath();
        try {
            Files.createDirectory(folder);
            content.writeTo(folder);
            byte[] manifest = describe(kind, folder).toJson();
            Files.write(folder.resolve(Manifest.FILE), manifest);
            Disk.forceTree(folder);
            String artifact = kind + "/" + Sha256.of(manifest);
            show(folder, folder(artifact));
            return artifact;
        } catch (IOException e) {
            throw new ArtifactException(
                    kind + ": an artifact cannot be written to " + root + " (" + e
                            + "); free space, or check who may write to the store",
                    e);
        } finally {
            deleteQuietly(folder);
        }
    }

    /** The manifest is always made from the files; one that came with them says what its author meant to publish. */
    private static Manifest describe(String kind, Path folder) throws IOException {
        Manifest found = Manifest.of(folder, new FileDigests());
        if (found.files().isEmpty()) {
            throw new ArtifactException(kind + ": nothing was written, expected at least one file; write one");
        }
        Path given = folder.resolve(Manifest.FILE);
        if (Files.exists(given)) {
            Manifest.parse(Files.readAllBytes(given), kind + "/" + Manifest.FILE)
                    .requireSame(found, kind, "write the manifest after the last file, or leave it out");
        }
        return found;
    }

    private static void show(Path folder, Path target) throws IOException {
        Disk.createFolders(target.getParent());
        try {
            Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
        }
        Disk.force(target.getParent());
    }

    private static void deleteQuietly(Path folder) {
        try {
            Disk.deleteTree(folder);
        } catch (IOException e) {
            // Hidden, and removed at a later start; the outcome of publishing is the one to report.
        }
    }

    Path open(String artifact) {
        Path folder = folder(artifact);
        if (!Files.isDirectory(folder)) {
            throw new ArtifactException("artifact " + artifact + ": is not in " + root
                    + "; run the step that publishes it again, or use the store that has it");
        }
        String remedy = "the artifact was changed after it was published: restore " + folder
                + " from a copy, or remove it and run the step that published it again";
        String digest = folder.getFileName().toString();
        try {
            Manifest manifest = Manifest.parse(readManifest(folder, digest, remedy), folder + "/" + Manifest.FILE);
            manifest.requireSame(Manifest.of(folder, digests), folder.toString(), remedy);
            return folder;
        } catch (IOException e) {
            throw new ArtifactException(folder + ": cannot be read (" + e + "); check who may read the store", e);
        }
    }

    private static byte[] readManifest(Path folder, String expected, String remedy) throws IOException {
        Path file = folder.resolve(Manifest.FILE);
        byte[] manifest;
        try {
            manifest = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new ArtifactException(
                    file + ": missing, expected sha256 " + expected + " from the artifact's name; " + remedy, e);
        }
        String found = Sha256.of(manifest);
        if (!found.equals(expected)) {
            throw new ArtifactException(file + ": sha256 " + found + ", expected sha256 " + expected
                    + " from the artifact's name; " + remedy);
        }
        return manifest;
    }
}
