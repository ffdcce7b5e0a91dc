package io.retune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "convert",
                "evaluate",
                "compare",
                "encode",
                "mine",
                "train",
                "ablate",
                "merge",
                "synthesize",
                "up",
                "run",
                "status",
                "search",
                "cancel",
                "retry",
                "rollback",
                "demo",
                "completion"
            })
    void everyCommandExplainsItself(String command) {
        CommandRun help = CommandRun.of(home, command, "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: retune " + command, "Exit codes:", "Example:");
        assertThat(CommandRun.of(home, command, "--version").out()).startsWith("retune ");
        assertThat(CommandRun.of(home, "--help").out()).contains("\n  " + command + " ");
    }

    @Test
    void aRunsRecipeBeginsAtItsOwnDefaults() {
        assertThat(CommandRun.of(home, "run", "--help").out().replaceAll("\\s+", " "))
                .contains("--negatives=N Negatives per query. Default: 10.")
                .contains("--range-min=RANK Leave out the passages up to this rank. Default: 10.");
        assertThat(CommandRun.of(home, "mine", "--help").out().replaceAll("\\s+", " "))
                .contains("--negatives=N Negatives per query. Default: 15.")
                .contains("--range-min=RANK Leave out the passages up to this rank. Default: 50.");
    }

    @Test
    void noCommandAndAMisspeltOneAreBadInput() {
        assertThat(CommandRun.of(home))
                .isEqualTo(new CommandRun(2, "", "error: Missing command; see retune --help" + System.lineSeparator()));
        CommandRun misspelt = CommandRun.of(home, "evalute");
        assertThat(misspelt.exitCode()).isEqualTo(2);
        assertThat(misspelt.err()).startsWith("error: Unmatched argument at index 0: 'evalute'; did you mean");
    }

    @Test
    void theCompletionScriptKnowsCommandsAndFlags() {
        CommandRun completion = CommandRun.of(home, "completion");
        assertThat(completion.exitCode()).isZero();
        assertThat(completion.out()).contains("evaluate", "--query-instruction", "--relative-margin");
    }
}
