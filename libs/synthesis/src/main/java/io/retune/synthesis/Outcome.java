package io.retune.synthesis;

/** What became of a passage. */
public enum Outcome {
    /** A language model answered in a form that can be read; perhaps with no pair. */
    ANSWERED,
    /** A language model answered as often as it was allowed to, never in a form that can be read. */
    UNREADABLE,
    /** A language model would not talk about the passage. */
    REFUSED,
    /** No language model was asked: a sentence of the passage serves. */
    EXTRACTED
}
