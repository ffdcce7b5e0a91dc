package io.retune.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.local.LocalException;
import io.retune.local.stack.StackState.ChildState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code stack.json} in the home of a stack. It appears whole, by rename, and stays when the stack has ended. */
final class StackFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    StackFile(Path home) {
        this.file = home.resolve("stack.json");
    }

    Optional<StackState> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(state(JSON.readTree(file.toFile())));
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            throw new LocalException(file + ": cannot be read (" + e.getMessage() + "); remove it", e);
        }
    }

    void write(StackState state) {
        Path building = file.resolveSibling(".stack.json");
        try {
            JSON.writerWithDefaultPrettyPrinter().writeValue(building.toFile(), json(state));
            Files.move(building, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LocalException(file + ": cannot be written (" + e + "); free space or choose another home", e);
        }
    }

    private static ObjectNode json(StackState state) {
        ObjectNode json = json(state.launcher());
        json.put("started", state.started().toString());
        json.put("kafka", state.kafka());
        json.put("qdrant", state.qdrant());
        ArrayNode children = json.putArray("children");
        for (ChildState child : state.children()) {
            ObjectNode entry = child.process().map(StackFile::json).orElseGet(JSON::createObjectNode);
            entry.put("name", child.name());
            entry.put("port", child.port());
            entry.put("log", child.log().toString());
            children.add(entry);
        }
        return json;
    }

    private static ObjectNode json(ProcessMark process) {
        return JSON.createObjectNode()
                .put("pid", process.pid())
                .put("process_started", process.started().toString());
    }

    private static StackState state(JsonNode json) {
        List<ChildState> children = new ArrayList<>();
        for (JsonNode child : json.required("children")) {
            children.add(new ChildState(
                    child.required("name").asText(),
                    child.has("pid") ? Optional.of(mark(child)) : Optional.empty(),
                    child.required("port").asInt(),
                    Path.of(child.required("log").asText())));
        }
        return new StackState(
                mark(json),
                Instant.parse(json.required("started").asText()),
                json.required("kafka").asText(),
                json.required("qdrant").asText(),
                children);
    }

    private static ProcessMark mark(JsonNode json) {
        return new ProcessMark(
                json.required("pid").asLong(),
                Instant.parse(json.required("process_started").asText()));
    }
}
