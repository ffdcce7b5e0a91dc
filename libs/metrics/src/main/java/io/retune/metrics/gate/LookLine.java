package io.retune.metrics.gate;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/** A look as one line of JSON, without the line end. */
final class LookLine {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private LookLine() {}

    static byte[] write(Look look) throws IOException {
        ObjectNode line = JSON.createObjectNode()
                .put("time", look.time().toString())
                .put("dataset", look.dataset())
                .put("val_digest", look.valDigest())
                .put("base", look.base());
        if (look.candidate() != null) {
            line.put("candidate", look.candidate());
        }
        return JSON.writeValueAsBytes(line.put("purpose", look.purpose()));
    }

    /** Null if the line is not a look. */
    static Look read(byte[] line) {
        try {
            JsonNode fields = JSON.readTree(line);
            return new Look(
                    Instant.parse(fields.path("time").asText()),
                    fields.path("dataset").asText(),
                    fields.path("val_digest").asText(),
                    fields.path("base").asText(),
                    fields.path("candidate").textValue(),
                    fields.path("purpose").asText());
        } catch (IOException | DateTimeException | IllegalArgumentException notALook) {
            return null;
        }
    }
}
