package io.retune.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    Path folder;

    @Test
    void isGivenBackByAProcessThatIsKilled() throws Exception {
        // Given
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = holder.inputReader(StandardCharsets.UTF_8);
        assertThat(output.readLine()).isEqualTo("held");
        assertRefused(holder.pid());
        // When
        holder.destroyForcibly().waitFor();
        // Then
        FolderLock.take(folder).close();
    }

    @Test
    void aRefusedAttemptOfTheSameProcessDoesNotGiveItBack() throws Exception {
        FolderLock lock = FolderLock.take(folder);
        try {
            assertRefused(ProcessHandle.current().pid());
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx32m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Holder.class.getName(),
                            folder.toString())
                    .start();
            assertThat(other.errorReader(StandardCharsets.UTF_8).lines())
                    .contains(("io.retune.local.LocalException: %s: in use by process %d;"
                                    + " stop that process or choose another folder")
                            .formatted(folder, ProcessHandle.current().pid()));
        } finally {
            lock.close();
            lock.close();
        }
        FolderLock.take(folder).close();
    }

    private void assertRefused(long holder) {
        assertThatThrownBy(() -> FolderLock.take(folder))
                .isInstanceOf(LocalException.class)
                .hasMessage("%s: in use by process %d; stop that process or choose another folder"
                        .formatted(folder, holder));
    }

    /** Another process: takes the folder and keeps it. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws InterruptedException {
            try {
                FolderLock.take(Path.of(arguments[0]));
            } catch (LocalException e) {
                System.err.println(e);
                return;
            }
            System.out.println("held");
            Thread.currentThread().join();
        }
    }
}
