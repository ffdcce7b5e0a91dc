package io.retune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.encoder.TinyModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process, killed with SIGKILL in the middle of a training. */
class KilledProcessTest {
    @TempDir
    Path folder;

    @Test
    void theSameCommandAgainEndsInTheUndisturbedCheckpoint() throws IOException, InterruptedException {
        // Given an undisturbed training
        String model = TinyModel.bert(folder.resolve("model")).toString();
        String dataset = Harbour.write(folder.resolve("harbour.json")).toString();
        assertThat(CommandRun.of(folder.resolve("home"), command(dataset, model, "undisturbed"))
                        .exitCode())
                .isZero();

        // When another process is killed after its second look at dev, and the command is repeated
        killAfter("step ", 3, command(dataset, model, "killed"));
        assertThat(folder.resolve("killed")).doesNotExist();
        CommandRun repeated = CommandRun.of(folder.resolve("home"), command(dataset, model, "killed"));

        // Then it goes on and ends in the same files
        assertThat(repeated.exitCode()).as(repeated.err()).isZero();
        assertThat(repeated.err()).contains("an earlier process saved step ", "; going on from there");
        assertThat(contents(folder.resolve("killed"))).isEqualTo(contents(folder.resolve("undisturbed")));
        assertThat(curve("killed")).isEqualTo(curve("undisturbed"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("."));
        }
    }

    /** Without what the machine measured, which no repetition repeats. */
    private String curve(String checkpoint) throws IOException {
        return Files.readString(folder.resolve(checkpoint + ".training/curve.jsonl"))
                .replaceAll(",\"measured\":\\{[^}]*}", "");
    }

    private String[] command(String dataset, String model, String checkpoint) {
        return new String[] {
            "train",
            dataset,
            "--model",
            model,
            "--dtype",
            "fp32",
            "--epochs",
            "4",
            "--batch-size",
            "16",
            "--learning-rate",
            "2e-3",
            "--evaluations",
            "8",
            "-o",
            folder.resolve(checkpoint).toString()
        };
    }

    /** Kills the process when it has written so many lines that begin with a text. */
    private void killAfter(String start, int lines, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Retune.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("RETUNE_HOME", folder.resolve("home").toString());
        Process process = builder.start();
        int seen = 0;
        try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = errors.readLine(); line != null && seen < lines; line = errors.readLine()) {
                seen += line.startsWith(start) ? 1 : 0;
            }
            assertThat(seen).as("the process ended by itself").isEqualTo(lines);
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).isNotZero();
    }

    private static List<String> contents(Path checkpoint) throws IOException {
        try (Stream<Path> files = Files.walk(checkpoint)) {
            List<String> contents = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                contents.add(checkpoint.relativize(file) + " "
                        + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
            return contents;
        }
    }
}
