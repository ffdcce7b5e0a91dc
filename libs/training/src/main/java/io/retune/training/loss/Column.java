package io.retune.training.loss;

import java.util.Locale;

/** What a row of training data can have. */
public enum Column {
    /** A query, or the first text of a pair. */
    QUERY,
    /** A passage, or the second text of a pair, whatever its relation to the query. */
    PASSAGE,
    /** A passage that is relevant to the query. */
    POSITIVE,
    /** Passages that are not. */
    NEGATIVES,
    /** How well the pair fits together. */
    SCORE,
    /** A teacher's scores of the positive and of each negative. */
    TEACHER_SCORES,
    /** A guide's vectors of the query and of all passages. */
    GUIDE_VECTORS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
