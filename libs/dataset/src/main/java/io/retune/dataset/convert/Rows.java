package io.retune.dataset.convert;

import io.retune.dataset.DatasetException;
import io.retune.dataset.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Rows of a Parquet or JSONL file, or of all such files in a folder in the order of their names, one at a time. */
final class Rows {
    private Rows() {}

    static void read(Path input, Consumer<Row> consumer) {
        for (Path file : files(input)) {
            if (file.toString().endsWith(".parquet")) {
                ParquetRows.read(file, consumer);
            } else {
                JsonRows.read(file, consumer);
            }
        }
    }

    private static List<Path> files(Path input) {
        if (!Files.isDirectory(input)) {
            return List.of(input);
        }
        try (Stream<Path> entries = Files.list(input)) {
            List<Path> files = entries.filter(Rows::isTable).sorted().toList();
            if (files.isEmpty()) {
                throw new DatasetException(
                        input + ": no data in this folder; expected files that end in .parquet or .jsonl;"
                                + " check the path");
            }
            return files;
        } catch (IOException e) {
            throw TextFiles.unreadable(input, e);
        }
    }

    private static boolean isTable(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".parquet") || name.endsWith(".jsonl");
    }
}
