package io.retune.training.mining;

import java.util.Locale;

/** Why a passage that was found for a query is not among those that negatives are drawn from, in the order of checks. */
enum Removal {
    /** It answers the query. */
    RELEVANT,
    /** Another id with a relevant passage's text. */
    SAME_TEXT_AS_RELEVANT,
    /** Ranked above {@code rangeMin}. */
    ABOVE_RANGE_MIN,
    /** The query has it as a negative already, and keeps that. */
    ALREADY_NEGATIVE,
    /** It answers a query that is nearly this one. */
    ANSWERS_NEAR_QUERY,
    /** Its text is nearly a relevant passage's. */
    NEAR_TEXT_OF_RELEVANT,
    /** Scored above the positive less a share of it. */
    RELATIVE_MARGIN,
    /** Scored above the positive less a fixed amount. */
    ABSOLUTE_MARGIN,
    /** Scored above the most a negative may. */
    MAX_SCORE,
    /** Scored below the least a negative may. */
    MIN_SCORE;

    /** The key in the audit. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
