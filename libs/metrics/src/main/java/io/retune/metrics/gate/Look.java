package io.retune.metrics.gate;

import java.time.Instant;

/**
 * One look at the queries that decide.
 *
 * @param time when
 * @param dataset the data set's name
 * @param valDigest digest of the queries and judgments looked at
 * @param base identity of the base model, or of the only model
 * @param candidate identity of the candidate; null where only one model was evaluated
 * @param purpose the decision ({@code promoted}, {@code rejected}, {@code undecided}) or what the look was for
 */
public record Look(Instant time, String dataset, String valDigest, String base, String candidate, String purpose) {
    /** Checks that all but the candidate is there. */
    public Look {
        require("time", time != null);
        require("dataset", isText(dataset));
        require("val_digest", isText(valDigest));
        require("base", isText(base));
        require("purpose", isText(purpose));
    }

    private static boolean isText(String text) {
        return text != null && !text.isBlank();
    }

    private static void require(String field, boolean present) {
        if (!present) {
            throw new IllegalArgumentException(
                    "look: %s is missing; every look is recorded completely".formatted(field));
        }
    }
}
