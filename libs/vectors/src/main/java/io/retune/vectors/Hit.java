package io.retune.vectors;

import java.util.Map;

/**
 * A document that a search found.
 *
 * @param docId the document's id
 * @param score dot product with the query, higher is closer
 * @param text the document's text
 * @param metadata the document's flat metadata: {@link String}, {@link Long} and {@link Double}
 */
public record Hit(String docId, float score, String text, Map<String, Object> metadata) {
    /** Copies the metadata. */
    public Hit {
        metadata = Map.copyOf(metadata);
    }
}
