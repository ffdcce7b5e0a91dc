package io.retune.encoder.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.encoder.EncoderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** {@code manifest.json}: size and sha256 of every file of a folder. */
final class Manifest {
    private static final String FILE = "manifest.json";

    private Manifest() {}

    static void write(Path folder) throws IOException {
        ObjectNode files = JsonFile.object();
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> regular = walk.filter(Files::isRegularFile).sorted().toList();
            for (Path file : regular) {
                files.putObject(folder.relativize(file).toString())
                        .put("bytes", Files.size(file))
                        .put("sha256", Sha256.of(file));
            }
        }
        JsonNode root = JsonFile.object().set("files", files);
        JsonFile.write(folder.resolve(FILE), root);
    }

    /** Refuses a folder whose files are not those of its manifest. */
    static void verifyIfPresent(Path folder) {
        JsonNode files = JsonFile.readIfPresent(folder.resolve(FILE)).path("files");
        files.properties().forEach(property -> {
            Path file = folder.resolve(property.getKey());
            String expected = property.getValue().path("sha256").asText();
            String found = digest(file);
            if (!found.equals(expected)) {
                throw new EncoderException(file + ": sha256 is " + found + ", expected " + expected
                        + " from manifest.json; the file was changed or damaged: restore it");
            }
        });
    }

    private static String digest(Path file) {
        try {
            return Sha256.of(file);
        } catch (IOException e) {
            throw new EncoderException(
                    file + ": cannot be read (" + e.getClass().getSimpleName()
                            + "), but manifest.json names it; restore it",
                    e);
        }
    }
}
