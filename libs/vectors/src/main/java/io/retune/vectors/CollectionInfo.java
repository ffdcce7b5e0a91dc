package io.retune.vectors;

import java.util.Map;

/**
 * A collection as it is.
 *
 * @param dimensions floats per vector
 * @param points how many there are, counted exactly
 * @param indexedVectors how many lie in an index that is searched approximately; 0 where every search is exact
 * @param metadata what the collection says about itself; values that are not text are given as text
 */
public record CollectionInfo(int dimensions, long points, long indexedVectors, Map<String, String> metadata) {
    /** Copies the metadata. */
    public CollectionInfo {
        metadata = Map.copyOf(metadata);
    }
}
