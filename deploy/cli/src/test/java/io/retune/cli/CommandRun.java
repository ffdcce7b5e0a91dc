package io.retune.cli;

import io.retune.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * A command run in this process.
 *
 * @param exitCode what the shell would see
 * @param out standard output
 * @param err standard error
 */
public record CommandRun(int exitCode, String out, String err) {
    /** Runs a command in a home. */
    public static CommandRun of(Path home, String... args) {
        return of(Map.of("RETUNE_HOME", home.toString(), "HF_HUB_OFFLINE", "1"), args);
    }

    /** Runs a command in an environment. */
    public static CommandRun of(Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                System::nanoTime);
        int exitCode = Retune.run(new Session(console, environment), args);
        return new CommandRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
