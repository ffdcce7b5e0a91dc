package io.retune.cli.option;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.retune.cli.output.OutputFile;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** {@code --json FILE}: the machine-readable result. */
public final class JsonOption {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the result as JSON, with every digit; a file that is there is replaced.")
    private Path file;

    private OutputFile output;

    /** An empty object for a result. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** A map, a list or a record as JSON. */
    public static JsonNode tree(Object value) {
        return JSON.valueToTree(value);
    }

    /**
     * Checks that the file can be written; to be called before the work.
     *
     * @param inputs files that it must not replace
     */
    public void check(Path... inputs) {
        check(List.of(inputs));
    }

    /** The same for any number of files. */
    public void check(List<Path> inputs) {
        if (file != null) {
            output = new OutputFile("--json", file).mustNotBeAnyOf(inputs);
        }
    }

    /** Writes the result, if a file was named; {@link #check} must have been called. */
    public void write(Supplier<ObjectNode> result) {
        if (file != null) {
            output.write(bytes -> {
                JSON.writerWithDefaultPrettyPrinter().writeValue(bytes, result.get());
                bytes.write('\n');
            });
        }
    }
}
