package io.retune.vectors;

/** How neighbours are found. */
public enum SearchMode {
    /** Every vector is compared: for judging. */
    EXACT,
    /** Through the collection's index, where it has one: what users get. */
    APPROXIMATE
}
