package io.retune.dataset.convert;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A data set from formats that name texts by themselves: each text gets an id at first sight ({@code q-0}, {@code
 * doc-0}, ...), and a text that comes again is the same query or passage.
 */
final class TextCollector {
    private final DatasetBuilder builder;
    private final ConvertReport.Counter counter;
    private final Map<String, String> queryIds = new HashMap<>();
    private final Map<String, String> documentIds = new HashMap<>();
    private final Map<String, List<String>> negatives = new LinkedHashMap<>();

    TextCollector(String name, ConvertReport.Counter counter) {
        builder = RagDataset.builder(name);
        this.counter = counter;
    }

    DatasetBuilder builder() {
        return builder;
    }

    boolean hasQuery(String text) {
        return queryIds.containsKey(text);
    }

    String query(String text) {
        String id = queryIds.get(text);
        if (id == null) {
            id = "q-" + queryIds.size();
            queryIds.put(text, id);
            builder.query(id, text);
        }
        return id;
    }

    String passage(String text) {
        String id = documentIds.get(text);
        if (id == null) {
            id = "doc-" + documentIds.size();
            documentIds.put(text, id);
            builder.passage(id, text);
        }
        return id;
    }

    void relevant(String query, String document) {
        if (builder.isJudged(query, document)) {
            counter.skip("pair that was there already");
            return;
        }
        builder.relevant(query, document);
    }

    /** Kept aside until all pairs are known: a later row may say that the passage is relevant. */
    void negative(String query, String document) {
        List<String> known = negatives.computeIfAbsent(query, q -> new ArrayList<>(1));
        if (known.contains(document)) {
            counter.skip("hard negative that was there already");
            return;
        }
        known.add(document);
    }

    RagDataset build() {
        negatives.forEach((query, documents) -> documents.forEach(document -> {
            if (builder.isJudged(query, document)) {
                counter.skip("hard negative that is relevant to its query");
                return;
            }
            builder.negative(query, document);
        }));
        return builder.build();
    }

    /** Whether a row's text can be used; a blank one is counted. */
    boolean isUsable(String text, String what) {
        if (text == null || text.isBlank()) {
            counter.skip("row without a " + what);
            return false;
        }
        return true;
    }
}
