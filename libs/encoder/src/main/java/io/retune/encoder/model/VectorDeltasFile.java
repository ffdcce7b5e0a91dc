package io.retune.encoder.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.encoder.EncoderException;
import io.retune.encoder.VectorMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Vector deltas in a model folder: the values in {@code vector_deltas.safetensors}, one tensor {@code deltas} of shape
 * [passages, dimensions]; what they belong to in {@code vector_deltas.json}, with the digest of the former.
 * sentence-transformers does not know either and loads such a folder as the model without deltas.
 */
final class VectorDeltasFile {
    private static final String DESCRIPTION = "vector_deltas.json";
    private static final String VALUES = "vector_deltas.safetensors";
    private static final String TENSOR = "deltas";

    private final Path description;
    private final Path values;

    VectorDeltasFile(Path folder) {
        this.description = folder.resolve(DESCRIPTION);
        this.values = folder.resolve(VALUES);
    }

    void write(VectorDeltas deltas) throws IOException {
        WeightSpec tensor = WeightSpec.of(TENSOR, deltas.count(), deltas.dimensions());
        SafetensorsWriter.write(values, List.of(tensor), i -> deltas.bytes());
        ObjectNode root = JsonFile.object()
                .put("method", deltas.origin().method())
                .put("gamma", deltas.origin().gamma())
                .put("unit_norm", deltas.origin().unitNorm())
                .put("sha256", Sha256.of(values));
        ArrayNode hashes = root.putArray("content_hashes");
        deltas.contentHashes().forEach(hashes::add);
        ObjectNode documents = root.putObject("documents");
        deltas.documents().forEach(documents::put);
        JsonFile.write(description, root);
    }

    /** The deltas, if the folder has any. */
    Optional<VectorDeltas> read() {
        if (!Files.exists(description) && !Files.exists(values)) {
            return Optional.empty();
        }
        JsonNode root = JsonFile.read(description);
        requireDigest(root.path("sha256").asText());
        List<String> hashes = new ArrayList<>();
        root.path("content_hashes").forEach(hash -> hashes.add(hash.asText()));
        Map<String, Integer> documents = new LinkedHashMap<>();
        root.path("documents")
                .properties()
                .forEach(document ->
                        documents.put(document.getKey(), document.getValue().asInt(-1)));
        try {
            return Optional.of(new VectorDeltas(origin(root), hashes, documents, readValues()));
        } catch (IllegalArgumentException e) {
            throw new EncoderException(description + ": " + e.getMessage() + "; the file is damaged: restore it", e);
        }
    }

    private VectorDeltas.Origin origin(JsonNode root) {
        if (!root.path("method").isTextual()
                || !root.path("gamma").isNumber()
                || !root.path("unit_norm").isBoolean()) {
            throw new EncoderException(description + ": method is " + root.path("method") + ", gamma "
                    + root.path("gamma") + ", unit_norm " + root.path("unit_norm")
                    + "; expected a text, a number and true or false; the file is damaged: restore it");
        }
        return new VectorDeltas.Origin(
                root.path("method").asText(),
                root.path("gamma").asDouble(),
                root.path("unit_norm").asBoolean());
    }

    private void requireDigest(String expected) {
        String found;
        try {
            found = Sha256.of(values);
        } catch (IOException e) {
            throw new EncoderException(
                    values + ": cannot be read (" + e.getClass().getSimpleName() + "), but " + DESCRIPTION
                            + " describes it; restore it",
                    e);
        }
        if (!found.equals(expected)) {
            throw new EncoderException(values + ": sha256 is " + found + ", expected " + expected + " from "
                    + DESCRIPTION + "; the file was changed or damaged: restore it");
        }
    }

    private VectorMatrix readValues() {
        try (SafetensorsFile file = SafetensorsFile.open(values)) {
            List<Long> shape = file.shape(TENSOR);
            if (shape.size() != 2) {
                throw new EncoderException(values + ": tensor \"" + TENSOR + "\" has the shape " + shape
                        + ", expected [passages, dimensions]; restore the file");
            }
            VectorMatrix matrix = VectorMatrix.zeros(Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)));
            file.readFloats(TENSOR).asFloatBuffer().get(matrix.values());
            return matrix;
        }
    }
}
