package io.retune.cli.demo;

import io.retune.cli.InputException;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.RagDataset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/**
 * The demo's two data sets: {@code skerrin}, the knowledge base of a ferry cooperative that does not exist and questions
 * about it, and {@code general}, general knowledge, as the guard. They are written to a folder, to be used with the
 * other commands as well.
 *
 * @param target the knowledge base
 * @param guard general knowledge
 */
record DemoData(RagDataset target, RagDataset guard) {
    static final String TARGET = "skerrin";
    private static final String GUARD = "general";

    /** Writes both files into a folder, replacing what is there, and reads them. */
    static DemoData in(Path folder) {
        return new DemoData(read(targetFile(folder)), read(guardFile(folder)));
    }

    static Path targetFile(Path folder) {
        return folder.resolve(TARGET + ".json");
    }

    static Path guardFile(Path folder) {
        return folder.resolve(GUARD + ".json");
    }

    private static RagDataset read(Path file) {
        Path folder = file.getParent();
        String name = file.getFileName().toString();
        try (InputStream resource = Objects.requireNonNull(DemoData.class.getResourceAsStream(name), name)) {
            Files.createDirectories(folder);
            Path unfinished = folder.resolve("." + name + ".tmp");
            Files.copy(resource, unfinished, StandardCopyOption.REPLACE_EXISTING);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new InputException(
                    file + ": cannot be written (" + e + "); make room, or set RETUNE_HOME to another folder", e);
        }
        return DatasetReader.read(file);
    }
}
