package io.retune.training.search;

/**
 * A query and a passage whose score is asked for.
 *
 * @param queryId a query of the data set
 * @param passageId a passage of its corpus
 */
public record QueryPassage(String queryId, String passageId) {}
