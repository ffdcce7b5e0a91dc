package io.retune.local.qdrant.store;

/** A row of a {@link PointTable} that a search found. */
public record ScoredRow(int row, float score) {}
