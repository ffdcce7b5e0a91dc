package io.retune.cli.service;

import java.util.List;
import java.util.Map;

/**
 * What a search found, all of it by one generation.
 *
 * @param index that was searched
 * @param generation that answered
 * @param model that encoded the question
 * @param hits best first
 */
public record SearchAnswer(String index, String generation, String model, List<Hit> hits) {
    /**
     * A passage that was found.
     *
     * @param id the document's
     * @param score dot product
     * @param text the passage
     * @param metadata of the document
     */
    public record Hit(String id, double score, String text, Map<String, Object> metadata) {}

    /** Copies the hits. */
    public SearchAnswer {
        hits = hits == null ? List.of() : List.copyOf(hits);
    }

    /** The ids of the hits, best first. */
    public List<String> ids() {
        return hits.stream().map(Hit::id).toList();
    }
}
