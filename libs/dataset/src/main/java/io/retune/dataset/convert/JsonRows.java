package io.retune.dataset.convert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.retune.dataset.DatasetException;
import io.retune.dataset.Quote;
import io.retune.dataset.TextFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Rows of a JSONL file: a JSON object a line; empty lines are nothing. */
final class JsonRows {
    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerForMapOf(Object.class);

    private JsonRows() {}

    static void read(Path file, Consumer<Row> consumer) {
        try (BufferedReader lines = TextFiles.open(file)) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    String place = file.getFileName() + " line " + number;
                    consumer.accept(new JsonRow(place, parse(place, line)));
                }
            }
        } catch (IOException e) {
            throw TextFiles.unreadable(file, e);
        }
    }

    private static Map<String, Object> parse(String place, String line) throws IOException {
        try {
            Map<String, Object> values = READER.readValue(line);
            if (values != null) {
                return values;
            }
        } catch (JsonProcessingException e) {
            throw notAnObject(place, line, e);
        }
        throw notAnObject(place, line, null);
    }

    private static DatasetException notAnObject(String place, String line, JsonProcessingException cause) {
        return new DatasetException(
                place + ": " + Quote.of(line) + " is not a JSON object on one line; expected JSONL such as"
                        + " {\"query\": \"...\", \"passage\": \"...\"}; correct the line or choose another format",
                cause);
    }

    private record JsonRow(String place, Map<String, Object> values) implements Row {
        @Override
        public Set<String> columns() {
            return values.keySet();
        }

        @Override
        public Object value(String column) {
            return values.get(column);
        }
    }
}
