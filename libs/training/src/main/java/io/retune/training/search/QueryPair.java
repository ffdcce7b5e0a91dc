package io.retune.training.search;

/**
 * Two queries whose nearness is asked for.
 *
 * @param queryId a query of the data set
 * @param otherId another one
 */
public record QueryPair(String queryId, String otherId) {}
