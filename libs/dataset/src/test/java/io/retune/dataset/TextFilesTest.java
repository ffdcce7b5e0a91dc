package io.retune.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFilesTest {
    @TempDir
    private Path folder;

    @Test
    void countsBytesAndLinesAcrossBuffers() throws IOException {
        // Given three-byte characters, so that buffers end in the middle of one
        byte[] text = ("中\n" + "文".repeat(99_999)).getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("long.txt");
        byte[] broken = Arrays.copyOf(text, text.length + 2);
        broken[text.length] = (byte) 0xFF;
        broken[text.length + 1] = '\n';
        Files.write(file, broken);

        assertThatThrownBy(() -> readAll(file))
                .hasMessage("long.txt line 2: byte 0xFF at offset " + text.length
                        + " is not UTF-8; convert the file (for instance: iconv -f GB18030 -t UTF-8)");
    }

    @Test
    void aCharacterCutShortAtTheEndIsAnError() throws IOException {
        byte[] text = "ab中".getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(folder.resolve("cut.txt"), Arrays.copyOf(text, text.length - 1));

        assertThatThrownBy(() -> readAll(file))
                .hasMessage("cut.txt: its last character is not UTF-8; convert the file (for instance: iconv -f"
                        + " GB18030 -t UTF-8)");
    }

    @Test
    void onlyAWholeByteOrderMarkIsSkipped() throws IOException {
        assertThat(readAll(Files.writeString(folder.resolve("a"), "\uFEFFab"))).isEqualTo("ab");
        assertThat(readAll(Files.writeString(folder.resolve("b"), "a\uFEFFb"))).isEqualTo("a\uFEFFb");
        assertThat(readAll(Files.writeString(folder.resolve("c"), "a"))).isEqualTo("a");
    }

    private static String readAll(Path file) {
        try (BufferedReader reader = TextFiles.open(file)) {
            StringBuilder text = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                text.append((char) c);
            }
            return text.toString();
        } catch (IOException e) {
            throw TextFiles.unreadable(file, e);
        }
    }
}
