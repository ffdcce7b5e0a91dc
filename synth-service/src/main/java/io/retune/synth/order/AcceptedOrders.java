package io.retune.synth.order;

import io.retune.ring.channel.RetuneConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Orders that this process took on and has not finished, as empty files of a folder: a restart goes on with them. */
@ApplicationScoped
class AcceptedOrders {
    private final Path folder;

    AcceptedOrders(RetuneConfig config) {
        this.folder = config.home().toAbsolutePath().resolve("synthesis").resolve("orders");
    }

    void add(String id) {
        try {
            Files.createDirectories(folder);
            Files.createFile(folder.resolve(id));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    void remove(String id) {
        try {
            Files.deleteIfExists(folder.resolve(id));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

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
