package io.retune.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    private static final long LARGE = 20_000;

    @TempDir
    Path folder;

    @Test
    void beginsAnewUnderAProcessThatGoesOnWriting() throws Exception {
        // Given
        LogFile log = new LogFile(folder.resolve("child.log"));
        Process child = counting(log);
        try {
            await().until(() -> Files.size(log.path()) > LARGE);
            // When
            log.rotateAbove(LARGE);
            await().until(() -> Files.size(log.path()) > LARGE);
        } finally {
            child.destroyForcibly().waitFor();
        }
        // Then
        List<Long> before = numbers(folder.resolve("child.log.1"));
        List<Long> after = numbers(log.path());
        assertThat(before.get(0)).isZero();
        assertThat(before).isSorted().doesNotHaveDuplicates();
        assertThat(after).isSorted().doesNotHaveDuplicates();
        assertThat(after.get(0)).isGreaterThan(before.get(before.size() - 1) - 1);
    }

    @Test
    void staysWhileItIsNotTooLarge() throws IOException {
        LogFile log = new LogFile(folder.resolve("child.log"));
        Files.writeString(log.path(), "ready on 127.0.0.1:1\n");

        log.rotateAbove(Files.size(log.path()));

        assertThat(folder.resolve("child.log.1")).doesNotExist();
        assertThat(log.tail(1)).containsExactly("ready on 127.0.0.1:1");
    }

    @Test
    void findsTheLinesOfTheCurrentProcessAfterItBeganAnew() throws IOException {
        LogFile log = new LogFile(folder.resolve("child.log"));
        Files.writeString(log.path(), "of the process before\n".repeat(100));
        log.beginRun();

        log.rotateAbove(1);
        Files.writeString(log.path(), "ready on 127.0.0.1:1\n");

        assertThat(log.hasLine("ready on")).isTrue();
        assertThat(Files.readString(folder.resolve("child.log.1"))).startsWith("of the process before");
    }

    private Process counting(LogFile log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Counts.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()))
                .start();
    }

    /** Of whole lines: the first and the last may have been cut. */
    private static List<Long> numbers(Path file) throws IOException {
        List<String> lines = new ArrayList<>(List.of(Files.readString(file).split("\n")));
        if (!lines.get(0).equals("0")) {
            lines.remove(0);
        }
        lines.remove(lines.size() - 1);
        return lines.stream().map(Long::valueOf).toList();
    }

    static final class Counts {
        private Counts() {}

        public static void main(String[] arguments) throws InterruptedException {
            for (long i = 0; true; i++) {
                System.out.println(i);
                if (i % 100 == 0) {
                    Thread.sleep(1);
                }
            }
        }
    }
}
