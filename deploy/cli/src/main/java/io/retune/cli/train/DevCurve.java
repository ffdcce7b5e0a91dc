package io.retune.cli.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.cli.InputException;
import io.retune.training.selection.DevSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The looks at dev of one training, drawn from its learning curve file with characters. */
final class DevCurve {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WIDTH = 40;

    private final Map<Integer, Double> values = new TreeMap<>();

    /** Reads a curve; lines of single steps are passed over. */
    DevCurve(Path file) {
        try {
            for (String line : Files.readAllLines(file)) {
                JsonNode look = JSON.readTree(line);
                if (look.has("dev")) {
                    values.put(
                            look.path("step").asInt(),
                            look.path("dev").path(DevSelection.METRIC).asDouble());
                }
            }
        } catch (JsonProcessingException e) {
            throw new InputException(
                    file + ": holds a line that is not a learning curve's (" + e.getOriginalMessage()
                            + "); remove the file and train again",
                    e);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read (" + e + "); train again", e);
        }
    }

    /** A line per look; bars begin at the lowest value, so that small differences show. Empty without looks. */
    String picture() {
        if (values.isEmpty()) {
            return "";
        }
        double lowest = Collections.min(values.values());
        double range = Math.max(1e-9, Collections.max(values.values()) - lowest);
        StringBuilder text = new StringBuilder("dev %s by step, bars from %s%n"
                .formatted(DevSelection.METRIC, String.format(Locale.ROOT, "%.3f", lowest)));
        values.forEach((step, value) -> text.append(String.format(
                Locale.ROOT,
                "%6d  %.5f  %s%n",
                step,
                value,
                "#".repeat(1 + (int) Math.round((WIDTH - 1) * (value - lowest) / range)))));
        return text.toString();
    }
}
