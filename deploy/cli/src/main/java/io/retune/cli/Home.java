package io.retune.cli;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where Retune keeps what several commands share: {@code models/} (shipped and downloaded models), {@code vectors/} (the
 * vector cache), {@code ledger.jsonl} (looks at the queries that decide), {@code demo/}. Parts are created when first needed.
 *
 * @param folder {@code RETUNE_HOME}, or {@code .retune} in the current folder
 */
public record Home(Path folder) {
    static final String VARIABLE = "RETUNE_HOME";

    static Home of(Map<String, String> environment) {
        String stated = environment.getOrDefault(VARIABLE, "");
        return new Home(Path.of(stated.isEmpty() ? ".retune" : stated));
    }

    /** Folder of shipped and downloaded models. */
    public Path models() {
        return folder.resolve("models");
    }

    /** Folder of the vector cache. */
    public Path vectors() {
        return folder.resolve("vectors");
    }

    /** Folder of the demo: data sets, checkpoint. */
    public Path demo() {
        return folder.resolve("demo");
    }

    /** File of looks. */
    public Path ledger() {
        return folder.resolve("ledger.jsonl");
    }
}
