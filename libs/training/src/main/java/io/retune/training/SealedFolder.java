package io.retune.training;

import io.retune.encoder.model.NewFolder;
import io.retune.encoder.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder whose files carry digests, in the form that {@code sha256sum -c} reads. */
final class SealedFolder {
    private static final String SEAL = "sha256sums";
    private static final String SEPARATOR = "  ";

    private SealedFolder() {}

    /** Creates a folder whole, by rename, with the digests of what was written into it. */
    static void write(Path folder, NewFolder.Content content) {
        NewFolder.write(folder, building -> {
            content.writeTo(building);
            StringBuilder seal = new StringBuilder();
            for (Path file : files(building)) {
                seal.append(Sha256.of(file))
                        .append(SEPARATOR)
                        .append(file.getFileName())
                        .append('\n');
            }
            Files.writeString(building.resolve(SEAL), seal);
        });
    }

    /** What is wrong with a folder; empty if every file is as it was written. */
    static Optional<String> damage(Path folder) {
        try {
            List<String> lines = Files.readAllLines(folder.resolve(SEAL));
            if (lines.size() != files(folder).size()) {
                return Optional.of(folder + ": has " + files(folder).size() + " files, expected the " + lines.size()
                        + " of " + SEAL);
            }
            for (String line : lines) {
                int digits = Math.max(0, line.indexOf(SEPARATOR));
                Path file = folder.resolve(line.substring(digits).strip());
                String found = Sha256.of(file);
                if (!found.equals(line.substring(0, digits))) {
                    return Optional.of(file + ": sha256 is " + found + ", expected " + line.substring(0, digits));
                }
            }
            return Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.of(folder + ": cannot be read (" + e + ")");
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.endsWith(SEAL)).sorted().toList();
        }
    }
}
