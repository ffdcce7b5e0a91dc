package io.retune.metrics.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookLedgerTest {
    private static final Look FIRST = look("sha256:1", "promoted");
    private static final Look SECOND = look("sha256:2", "问题: \"evaluate\"");

    @TempDir
    Path folder;

    private Path file;
    private LookLedger ledger;

    @BeforeEach
    void open() {
        file = folder.resolve("ledger/looks.jsonl");
        ledger = new LookLedger(file);
    }

    @Test
    void countsLooksByDigest() throws IOException {
        assertThat(ledger.looks("sha256:1")).isZero();
        assertThat(ledger.append(FIRST)).isEqualTo(1);
        assertThat(ledger.append(SECOND)).isEqualTo(1);
        assertThat(ledger.append(FIRST)).isEqualTo(2);
        assertThat(ledger.looks("sha256:1")).isEqualTo(2);
        assertThat(new LookLedger(file).all()).containsExactly(FIRST, SECOND, FIRST);
    }

    @Test
    void writesLinesOfJson() throws IOException {
        ledger.append(FIRST);
        ledger.append(new Look(Instant.EPOCH, "medical", "sha256:1", "bge", null, "evaluate"));
        assertThat(file)
                .hasContent(
                        """
                {"time":"2026-11-24T10:15:30Z","dataset":"medical","val_digest":"sha256:1","base":"bge","candidate":"bge-2","purpose":"promoted"}
                {"time":"1970-01-01T00:00:00Z","dataset":"medical","val_digest":"sha256:1","base":"bge","purpose":"evaluate"}
                """);
        assertThat(ledger.all().get(1).candidate()).isNull();
    }

    @Test
    void survivesACrashAtEveryByteOfALine() throws IOException {
        ledger.append(FIRST);
        byte[] whole = Files.readAllBytes(file);
        ledger.append(SECOND);
        byte[] both = Files.readAllBytes(file);
        for (int length = whole.length; length <= both.length; length++) {
            // Given
            byte[] left = Arrays.copyOf(both, length);
            Files.write(file, left);
            // The line end alone may be missing of a look.
            List<Look> before = length >= both.length - 1 ? List.of(FIRST, SECOND) : List.of(FIRST);
            assertThat(ledger.all()).as("%d bytes", length).isEqualTo(before);
            // When
            ledger.append(FIRST);
            ledger.append(FIRST);
            // Then
            List<Look> after = new ArrayList<>(before);
            after.addAll(List.of(FIRST, FIRST));
            assertThat(ledger.all()).as("%d bytes", length).isEqualTo(after);
            assertThat(Arrays.copyOf(Files.readAllBytes(file), length))
                    .as("nothing is removed")
                    .isEqualTo(left);
        }
    }

    @Test
    void refusesACorruptLineInTheMiddle() throws IOException {
        // Given
        ledger.append(FIRST);
        Files.writeString(file, "{\"time\":\"2026-11-2\n", StandardOpenOption.APPEND);
        Files.write(file, Files.readAllBytes(file), StandardOpenOption.APPEND);
        String message =
                "%s line 2: found {\"time\":\"2026-11-2; expected a JSON object with time, dataset, val_digest,"
                                .formatted(file)
                        + " base, candidate and purpose; restore the line from a backup,"
                        + " or end it with \"# torn\" to leave it out";
        byte[] before = Files.readAllBytes(file);
        // Then
        assertThatThrownBy(() -> ledger.looks("sha256:1"))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> ledger.append(FIRST))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void refusesALineThatIsJsonButNoLook() throws IOException {
        ledger.append(FIRST);
        Files.writeString(file, "{\"looks\":\"" + "x".repeat(100) + "\"}\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> ledger.all())
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "%s line 2: found {\"looks\":\"%s...; expected a JSON object with time, dataset, val_digest,"
                                        .formatted(file, "x".repeat(50))
                                + " base, candidate and purpose; restore the line from a backup,"
                                + " or end it with \"# torn\" to leave it out");
    }

    @Test
    void refusesTwoLooksOnOneLine() throws IOException {
        ledger.append(FIRST);
        String line = Files.readString(file);
        Files.writeString(file, line.strip() + line);
        assertThatThrownBy(() -> ledger.all())
                .isInstanceOf(IOException.class)
                .hasMessage("%s line 1: found %s...; expected a JSON object with time, dataset, val_digest,"
                                .formatted(file, line.substring(0, 60))
                        + " base, candidate and purpose; restore the line from a backup,"
                        + " or end it with \"# torn\" to leave it out");
    }

    @Test
    void threadsAndProcessesLoseNothing() throws Exception {
        // Given
        int looksEach = 50;
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            AppendLooks.class.getName(),
                            file.toString(),
                            Integer.toString(looksEach))
                    .inheritIO()
                    .start());
        }
        // When
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ends.add(threads.submit(() -> {
                AppendLooks.main(new String[] {file.toString(), Integer.toString(looksEach)});
                return null;
            }));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        threads.shutdown();
        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }
        // Then
        assertThat(ledger.looks("sha256:1")).isEqualTo(4L * looksEach);
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)).doesNotContain("# torn");
    }

    @Test
    void refusesIncompleteLooks() {
        assertThatThrownBy(() -> new Look(Instant.EPOCH, "medical", " ", "bge", null, "evaluate"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("look: val_digest is missing; every look is recorded completely");
        assertThatThrownBy(() -> new Look(null, "medical", "sha256:1", "bge", null, "evaluate"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("look: time is missing; every look is recorded completely");
    }

    /** What a second process does: appends, checking that the count only grows. */
    static final class AppendLooks {
        private AppendLooks() {}

        public static void main(String[] args) throws IOException {
            LookLedger ledger = new LookLedger(Path.of(args[0]));
            long last = 0;
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                long looks = ledger.append(FIRST);
                if (looks <= last) {
                    throw new IllegalStateException("%d looks after %d".formatted(looks, last));
                }
                last = looks;
            }
        }
    }

    private static Look look(String valDigest, String purpose) {
        return new Look(Instant.parse("2026-11-24T10:15:30Z"), "medical", valDigest, "bge", "bge-2", purpose);
    }
}
