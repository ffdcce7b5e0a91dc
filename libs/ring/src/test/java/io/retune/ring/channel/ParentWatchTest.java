package io.retune.ring.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On processes that are watched children of this one. */
class ParentWatchTest {
    private static final int LIMIT_SECONDS = 20;

    private Process child;

    @AfterEach
    void end() {
        child.destroyForcibly();
    }

    @Test
    void aChildEndsInOrderWhenItsInputEnds() throws Exception {
        start("ends");
        child.getOutputStream().close();

        assertThat(child.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isZero();
    }

    @Test
    void oneThatHangsAtItsEndIsEndedAllTheSame() throws Exception {
        start("hangs");
        child.getOutputStream().close();

        assertThat(child.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(1);
    }

    private void start(String ending) throws IOException {
        child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Watched.class.getName(),
                        ending)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = child.inputReader(StandardCharsets.UTF_8);
        assertThat(output.readLine()).isEqualTo("watches");
        assertThat(child.isAlive()).isTrue();
    }

    static final class Watched {
        private Watched() {}

        public static void main(String[] arguments) throws InterruptedException {
            if (arguments[0].equals("hangs")) {
                Runtime.getRuntime().addShutdownHook(new Thread(Watched::hang));
            }
            ParentWatch.start(Duration.ofMillis(300));
            System.out.println("watches");
            Thread.currentThread().join();
        }

        private static void hang() {
            try {
                Thread.currentThread().join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
