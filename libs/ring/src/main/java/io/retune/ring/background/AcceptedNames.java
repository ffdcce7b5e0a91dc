package io.retune.ring.background;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Names of what this process took on and has not finished, as empty files of a folder. */
record AcceptedNames(Path folder) {
    void add(String name) {
        try {
            Files.createDirectories(folder);
            Files.createFile(folder.resolve(name));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    void remove(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** In their order. */
    List<String> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private UncheckedIOException unusable(IOException e) {
        return new UncheckedIOException(
                folder + ": cannot be used; free space, or set retune.home to a folder that can be written", e);
    }
}
