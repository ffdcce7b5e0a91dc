package io.retune.dataset.convert;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Recorded files of the class path as files of the file system. */
final class Fixture {
    private Fixture() {}

    static Path copy(String name, Path folder) throws IOException {
        try (InputStream bytes = Fixture.class.getResourceAsStream(name)) {
            Path file = folder.resolve(name);
            Files.copy(bytes, file);
            return file;
        }
    }
}
