package io.retune.local.qdrant.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperationLogTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws IOException {
        file = folder.resolve("operations.log");
        OperationLog.create(file);
    }

    private List<String> read() throws IOException {
        return readAndAppend();
    }

    private List<String> readAndAppend(String... records) throws IOException {
        List<String> found = new ArrayList<>();
        try (OperationLog log =
                OperationLog.open(file, record -> found.add(new String(record, StandardCharsets.UTF_8)))) {
            for (String record : records) {
                log.append(bytes(record));
            }
            log.force(log.mark());
            assertThat(log.size()).isEqualTo(Files.size(file));
        }
        return found;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void keepsRecordsInOrder() throws IOException {
        assertThat(readAndAppend("first", "第二")).isEmpty();
        assertThat(readAndAppend("third")).containsExactly("first", "第二");
        assertThat(read()).containsExactly("first", "第二", "third");
    }

    @Test
    void cutsATornTailAtEveryByte() throws IOException {
        readAndAppend("first");
        long whole = Files.size(file);
        readAndAppend("second");
        byte[] both = Files.readAllBytes(file);
        for (int length = (int) whole; length < both.length; length++) {
            Files.write(file, Arrays.copyOf(both, length));
            assertThat(readAndAppend("again")).as("%d bytes", length).containsExactly("first");
            assertThat(read()).as("%d bytes", length).containsExactly("first", "again");
        }
    }

    @Test
    void cutsATailOfWhichOnlyTheLengthReachedTheDisk() throws IOException {
        readAndAppend("first");
        byte[] left = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(left, left.length + 4096));
        assertThat(readAndAppend("again")).containsExactly("first");
        assertThat(read()).containsExactly("first", "again");
    }

    @Test
    void refusesDamageInFrontOfWholeRecords() throws IOException {
        readAndAppend("first");
        int start = (int) Files.size(file);
        readAndAppend("second", "third");
        byte[] content = Files.readAllBytes(file);
        content[start + 10] ^= 1;
        Files.write(file, content);
        assertThatThrownBy(this::read)
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "%s: the record at byte %d is damaged and whole records follow; restore the file from a copy,"
                                + " or remove the collection's folder and load it again",
                        file, start);
        assertThat(file).hasBinaryContent(content);
    }

    @Test
    void refusesAFileOfAnotherKind() throws IOException {
        Files.writeString(file, "something else");
        assertThatThrownBy(this::read)
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "%s: begins with \"somethin\"; expected the \"RETUNEQ1\" of a log of this version;"
                                + " start the version that wrote it, or remove the collection's folder",
                        file);
    }

    @Test
    void replacesAllRecords() throws IOException {
        // Given a replacement that a crash left unfinished
        readAndAppend("first", "second");
        Files.writeString(folder.resolve("operations.log.next"), "half");
        try (OperationLog log = OperationLog.open(file, record -> {})) {
            log.append(bytes("third"));
            // When
            log.replace(records -> records.accept(bytes("all")));
            log.append(bytes("fourth"));
            log.force(log.mark());
        }
        // Then
        assertThat(read()).containsExactly("all", "fourth");
        assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".next"));
    }

    @Test
    void keepsTheOldRecordsWhenTheNewOnesCannotBeWritten() throws IOException {
        readAndAppend("first");
        try (OperationLog log = OperationLog.open(file, record -> {})) {
            assertThatThrownBy(() -> log.replace(records -> {
                        records.accept(bytes("new"));
                        throw new IOException("disk full");
                    }))
                    .hasMessage("disk full");
            log.append(bytes("second"));
        }
        assertThat(read()).containsExactly("first", "second");
    }
}
