package io.retune.local.qdrant.store;

import io.retune.local.qdrant.filter.PointFilter;
import java.util.Optional;

/**
 * A search for the nearest points.
 *
 * @param vector of the collection's space
 * @param offset how many of the best to leave out
 * @param limit how many to return after those
 * @param threshold scores must be greater; negative infinity for all
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; the vector is handed on, not copied.
public record VectorQuery(float[] vector, Optional<PointFilter> filter, int offset, int limit, float threshold) {}
