package io.retune.synth.order;

import io.retune.events.DatasetReference;
import io.retune.events.EventException;
import java.time.Instant;

/**
 * Synthesis that somebody asked for.
 *
 * @param id of the order
 * @param dataset whose passages want questions
 * @param passages for how many, at the most
 * @param pairsPerPassage how many pairs each is asked for
 * @param requestedAt when
 */
public record SynthesisOrder(
        String id, DatasetReference dataset, int passages, int pairsPerPassage, Instant requestedAt) {
    /** Validates. */
    public SynthesisOrder {
        if (dataset == null) {
            throw new EventException(
                    "dataset: is missing; expected {\"name\": ..., \"artifact\": \"datasets/<sha256>\"}; add it");
        }
        requirePositive("passages", passages);
        requirePositive("pairs_per_passage", pairsPerPassage);
    }

    private static void requirePositive(String field, int value) {
        if (value < 1) {
            throw new EventException(field + ": found " + value + ", expected 1 or more");
        }
    }
}
