package io.retune.events;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Value of a record of {@link Topic#DOCUMENTS}: plain JSON, no envelope. A delete is a record without a value.
 *
 * @param text what is searched
 * @param metadata shown with a hit; any JSON
 */
public record DocumentUpsert(String text, Map<String, Object> metadata) {
    /** Validates and copies. */
    public DocumentUpsert {
        Checks.present(text, "document text");
        metadata = metadata == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
}
