package io.retune.vectors;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A document and its vector.
 *
 * @param docId the document's id; the point's id is derived from it
 * @param vector floats, as many as the collection has dimensions; not copied
 * @param text the document's text
 * @param contentHash digest of what was encoded; equal hashes mean equal vectors of one model
 * @param logPosition where in the log of documents this version stands, from 0; comparable between versions of one
 *     document
 * @param metadata anything JSON can say; stored flat, and read back flat
 */
@SuppressWarnings("ArrayRecordComponent") // a value on its way to or from the server, never compared
public record Point(
        String docId, float[] vector, String text, String contentHash, long logPosition, Map<String, Object> metadata) {
    /** Checks that the point can be stored. */
    public Point {
        if (docId == null || docId.isBlank()) {
            throw new IllegalArgumentException("point: the document id is missing; every point has one");
        }
        require(docId, "vector", vector != null && vector.length > 0);
        require(docId, "text", text != null);
        require(docId, "content hash", contentHash != null);
        requireFinite(docId, vector);
        if (logPosition < 0) {
            throw new IllegalArgumentException(
                    "point \"%s\": found log position %d, expected 0 or more; take it from the log"
                            .formatted(docId, logPosition));
        }
        // Not Map.copyOf: JSON has nulls, and the order is worth keeping.
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    private static void require(String docId, String part, boolean present) {
        if (!present) {
            throw new IllegalArgumentException(
                    "point \"%s\": the %s is missing; every point has one".formatted(docId, part));
        }
    }

    private static void requireFinite(String docId, float[] vector) {
        for (int i = 0; i < vector.length; i++) {
            if (!Float.isFinite(vector[i])) {
                throw new IllegalArgumentException(
                        "point \"%s\": found %s at index %d of the vector, expected a finite number; check the model"
                                .formatted(docId, vector[i], i));
            }
        }
    }
}
