package io.retune.dataset;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The keys at the top of a data set's JSON, in the order in which they are written. */
enum DatasetKey {
    QUERIES("queries", true, "{\"q-1\": \"text\"}"),
    CORPUS("corpus", true, "{\"doc-1\": \"text\"}"),
    RELEVANT_DOCS("relevant_docs", true, "{\"q-1\": [\"doc-1\"]} or {\"q-1\": {\"doc-1\": 2}}"),
    NEGATIVE_DOCS("negative_docs", false, "{\"q-1\": [\"doc-2\"]}"),
    REFERENCE_ANSWERS("reference_answers", false, "{\"q-1\": \"text\"}"),
    QUERIES_SPLIT("queries_split", true, "{\"train\": [\"q-1\"], \"val\": [\"q-2\"]}"),
    PAIR_SCORES("pair_scores", false, "{\"q-1\": {\"doc-1\": 0.8}}");

    final String json;
    final boolean required;
    final String example;

    DatasetKey(String json, boolean required, String example) {
        this.json = json;
        this.required = required;
        this.example = example;
    }

    static DatasetKey of(String json) {
        for (DatasetKey key : values()) {
            if (key.json.equals(json)) {
                return key;
            }
        }
        return null;
    }

    static String listed() {
        return Arrays.stream(values())
                .map(key -> key.required ? key.json : key.json + " (optional)")
                .collect(Collectors.joining(", "));
    }
}
