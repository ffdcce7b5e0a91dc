package io.retune.artifacts;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code manifest.json}: size and sha256 of every file of a folder, itself apart, sorted by path. The same files give
 * the same bytes, so that the digest of these bytes stands for the folder.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Manifest(SortedMap<String, Entry> files) {
    static final String FILE = "manifest.json";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter CANONICAL =
            JSON.writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

    Manifest {
        if (files == null) {
            throw new IllegalArgumentException("\"files\" is missing");
        }
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** One file. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonPropertyOrder({"bytes", "sha256"})
    record Entry(long bytes, String sha256) {
        @Override
        public String toString() {
            return bytes + " bytes with sha256 " + sha256;
        }
    }

    /** What lies in a folder. */
    static Manifest of(Path folder, FileDigests digests) throws IOException {
        SortedMap<String, Entry> files = new TreeMap<>();
        for (Path path : Disk.tree(folder)) {
            String name = folder.relativize(path).toString();
            if (!name.equals(FILE)) {
                digests.of(path).ifPresent(entry -> files.put(name, entry));
            }
        }
        return new Manifest(files);
    }

    /**
     * Reads a manifest.
     *
     * @param where names it in the message
     */
    static Manifest parse(byte[] json, String where) {
        try {
            return JSON.readValue(json, Manifest.class);
        } catch (IOException e) {
            String reason = e instanceof JsonProcessingException parsing ? parsing.getOriginalMessage() : e.toString();
            throw new ArtifactException(
                    where + ": is no manifest (" + reason
                            + "); expected {\"files\": {\"<path>\": {\"bytes\": 1, \"sha256\": \"<hex>\"}}}:"
                            + " write it again, or leave it out",
                    e);
        }
    }

    byte[] toJson() throws JsonProcessingException {
        return (CANONICAL.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Refuses files other than those named here. */
    void requireSame(Manifest found, String where, String remedy) {
        for (Map.Entry<String, Entry> file : files.entrySet()) {
            Entry actual = found.files.get(file.getKey());
            if (!file.getValue().equals(actual)) {
                throw new ArtifactException(where + "/" + file.getKey() + ": " + (actual == null ? "missing" : actual)
                        + ", expected " + file.getValue() + " from " + FILE + "; " + remedy);
            }
        }
        for (Map.Entry<String, Entry> file : found.files.entrySet()) {
            if (!files.containsKey(file.getKey())) {
                throw new ArtifactException(where + "/" + file.getKey() + ": " + file.getValue()
                        + ", expected no such file" + " according to " + FILE + "; " + remedy);
            }
        }
    }
}
