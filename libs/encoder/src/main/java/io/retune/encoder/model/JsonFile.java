package io.retune.encoder.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.encoder.EncoderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reading and writing a model folder's JSON files. */
final class JsonFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonFile() {}

    static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new EncoderException(
                    file + ": line " + e.getLocation().getLineNr() + " column "
                            + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage()
                            + "; expected JSON: fetch the file again",
                    e);
        } catch (IOException e) {
            throw new EncoderException(
                    file + ": cannot be read (" + e.getClass().getSimpleName()
                            + "); a model folder has this file: check the path",
                    e);
        }
    }

    /** A missing node where there is no such file. */
    static JsonNode readIfPresent(Path file) {
        return Files.exists(file) ? read(file) : MissingNode.getInstance();
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static ArrayNode array() {
        return JSON.createArrayNode();
    }

    static void write(Path file, JsonNode content) throws IOException {
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
    }
}
