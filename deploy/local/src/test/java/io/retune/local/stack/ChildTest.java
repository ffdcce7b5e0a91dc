package io.retune.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.local.LocalException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
    @TempDir
    Path folder;

    private final ExecutorService restarts = Executors.newSingleThreadExecutor();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @AfterEach
    void shutDown() {
        restarts.shutdownNow();
    }

    @Test
    void waitsTwiceAsLongAfterEachDeath() throws Exception {
        // Given
        Child child = child(java(EndsAtOnce.class));
        // When
        child.resume();
        // Then
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("status 7, waited 1 s");
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("status 7, waited 2 s");
        child.pause();
        assertThat(child.pid()).isEmpty();
        assertThatThrownBy(() -> child.awaitReady(Duration.ZERO))
                .isInstanceOf(LocalException.class)
                .hasMessageStartingWith(
                        "child is not ready after 0 s; see %s, which ends:%nnothing to do%n".formatted(child.log()));
    }

    @Test
    void saysWhichExecutableCannotBeRun() {
        Child child = child(List.of(folder.resolve("no-java").toString()));
        assertThatThrownBy(child::resume)
                .isInstanceOf(LocalException.class)
                .hasMessageStartingWith(
                        "child: cannot be started (Cannot run program \"%s\"".formatted(folder.resolve("no-java")));
    }

    @Test
    void killsWhatDoesNotEndInTime() throws Exception {
        Child child = child(java(NeverEnds.class));
        child.resume();
        child.awaitReady(Duration.ofSeconds(20));
        child.requestEnd();
        child.awaitEnd(Duration.ofMillis(300));
        assertThat(child.isAlive()).isFalse();
        assertThat(told).isEmpty();
    }

    private Child child(List<String> command) {
        ChildProgram program = new ChildProgram("child", 1, command, Map.of(), Readiness.line());
        return new Child(program, new LogFile(folder.resolve("child.log")), restarts, new Child.Observer() {
            @Override
            public void began(Child child) {}

            @Override
            public void restarted(Child child, int exitStatus, Duration waited) {
                told.add("status %d, waited %d s".formatted(exitStatus, waited.toSeconds()));
            }
        });
    }

    private static List<String> java(Class<?> main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
    }

    static final class EndsAtOnce {
        private EndsAtOnce() {}

        public static void main(String[] arguments) {
            System.out.println("nothing to do");
            System.exit(7);
        }
    }

    /** Ignores the end of its standard input and hangs in a shutdown hook. */
    static final class NeverEnds {
        private NeverEnds() {}

        public static void main(String[] arguments) throws InterruptedException {
            Runtime.getRuntime().addShutdownHook(new Thread(NeverEnds::hang));
            System.out.println("ready on nothing");
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
