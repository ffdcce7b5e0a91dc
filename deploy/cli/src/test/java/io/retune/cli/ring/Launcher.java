package io.retune.cli.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.retune.cli.Retune;
import io.retune.local.stack.LocalStack;
import io.retune.local.stack.ProcessMark;
import io.retune.local.stack.StackState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code retune up} in a process of its own, which can be killed. */
final class Launcher implements AutoCloseable {
    private final Process process;
    private final Path home;

    private Launcher(Process process, Path home) {
        this.process = process;
        this.home = home;
    }

    /** Starts a stack and waits until it can be used. */
    static Launcher up(Path home) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dretune.root=" + RingStack.root(),
                "-cp",
                System.getProperty("java.class.path"),
                Retune.class.getName(),
                "up"));
        RingStack.SETTINGS.forEach((key, value) -> command.addAll(List.of("--setting", key + "=" + value)));
        Path output = home.resolveSibling("launcher.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("RETUNE_HOME", home.toString());
        Launcher launcher = new Launcher(builder.start(), home);
        launcher.awaitReady(output);
        return launcher;
    }

    private void awaitReady(Path output) {
        try {
            await("retune up").atMost(Waiting.START).until(() -> {
                String told = Files.readString(output);
                assertThat(process.isAlive()).as(told).isTrue();
                return told.contains("end with Ctrl-C");
            });
        } catch (RuntimeException | AssertionError failed) {
            process.destroy();
            throw failed;
        }
    }

    /** {@code HOST:PORT} of its broker. */
    String kafka() {
        return LocalStack.running(home).orElseThrow().kafka();
    }

    /** {@code kill -9}; returns when all of its children have gone, which nobody tells to. */
    void kill() throws InterruptedException {
        StackState state = LocalStack.running(home).orElseThrow();
        List<ProcessMark> children = state.children().stream()
                .map(StackState.ChildState::process)
                .flatMap(Optional::stream)
                .toList();
        assertThat(children).hasSize(6).allMatch(child -> child.find().isPresent());
        assertThat(state.launcher().pid()).isEqualTo(process.pid());
        process.destroyForcibly().waitFor();
        await("the end of the children of a killed launcher")
                .atMost(Waiting.START)
                .until(() -> children.stream().noneMatch(child -> child.find().isPresent()));
    }

    /** Ends the stack, if it was not killed. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
