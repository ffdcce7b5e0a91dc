package io.retune.cli.encode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.retune.cli.InputException;
import io.retune.dataset.Quote;
import io.retune.dataset.TextFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Texts from a file of JSON lines: each a string, or an object with the key {@code text}. Blank lines are skipped. */
final class TextLines {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TextLines() {}

    static List<String> read(Path file) {
        List<String> texts = new ArrayList<>();
        try (BufferedReader lines = TextFiles.open(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    texts.add(text(line, file, number));
                }
            }
        } catch (IOException e) {
            throw TextFiles.unreadable(file, e);
        }
        if (texts.isEmpty()) {
            throw new InputException(file + ": holds no text; expected a line of JSON per text; add some");
        }
        return texts;
    }

    private static String text(String line, Path file, int number) {
        try {
            JsonNode value = JSON.readTree(line);
            JsonNode text = value.isObject() ? value.path("text") : value;
            if (text.isTextual()) {
                return text.textValue();
            }
        } catch (JsonProcessingException e) {
            throw refused(line, file, number, e);
        }
        throw refused(line, file, number, null);
    }

    private static InputException refused(String line, Path file, int number, Throwable cause) {
        return new InputException(
                file + " line " + number + ": found " + Quote.of(line)
                        + "; expected a JSON string, or an object with the key \"text\" and a string; correct the line",
                cause);
    }
}
