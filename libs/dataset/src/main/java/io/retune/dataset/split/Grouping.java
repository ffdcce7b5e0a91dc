package io.retune.dataset.split;

/** What was kept together when queries were divided. */
public enum Grouping {
    /** Queries that share a relevant passage stay together: the two sides have no relevant passage in common. */
    BY_PASSAGE,
    /** Every query by itself: the two sides may have relevant passages in common. */
    BY_QUERY,
    /** Nothing was drawn: the data set's own division was taken. */
    GIVEN,
    /** There is no division. */
    NONE
}
