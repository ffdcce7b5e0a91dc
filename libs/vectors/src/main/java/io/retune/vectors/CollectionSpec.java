package io.retune.vectors;

import java.util.Map;

/**
 * A collection as it shall be; its distance is always the dot product.
 *
 * @param name the collection's name
 * @param dimensions floats per vector
 * @param metadata what the collection says about itself (digests, identities); kept by Qdrant from 1.16 on
 */
public record CollectionSpec(String name, int dimensions, Map<String, String> metadata) {
    /** Checks name and dimensions. */
    public CollectionSpec {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("collection: the name is missing; every collection has one");
        }
        if (dimensions < 1) {
            throw new IllegalArgumentException(
                    "collection \"%s\": found %d dimensions, expected at least 1; take them from the model"
                            .formatted(name, dimensions));
        }
        metadata = Map.copyOf(metadata);
    }
}
