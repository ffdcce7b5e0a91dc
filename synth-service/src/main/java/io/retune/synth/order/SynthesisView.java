package io.retune.synth.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.retune.events.DatasetReference;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An order as {@code GET /v1/synthesis/{id}} shows it.
 *
 * @param state where it is
 * @param progress in words, where this replica is at it
 * @param error why it was given up
 * @param result what came out
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record SynthesisView(
        String id,
        State state,
        DatasetReference dataset,
        int passages,
        int pairsPerPassage,
        Instant requestedAt,
        Optional<String> progress,
        Optional<String> error,
        Optional<Result> result) {
    static SynthesisView of(
            SynthesisOrder order,
            State state,
            Optional<String> progress,
            Optional<String> error,
            Optional<Result> result) {
        return new SynthesisView(
                order.id(),
                state,
                order.dataset(),
                order.passages(),
                order.pairsPerPassage(),
                order.requestedAt(),
                progress,
                error,
                result);
    }

    /** Where an order is. */
    public enum State {
        /** It waits for its turn, or is worked on. */
        RUNNING,
        /** There is a result. */
        DONE,
        /** It was given up. */
        FAILED;

        /** The word in JSON. */
        @JsonValue
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What came out.
     *
     * @param dataset with the questions in its train split
     * @param source what made them
     * @param roundTripped whether each was checked to find its passage; never without a run, which has a base model
     * @param counts what was kept and dropped
     */
    public record Result(DatasetReference dataset, String source, boolean roundTripped, Map<String, Integer> counts) {}

    /** What is kept of an order that was given up. */
    record Failure(String error, Instant at) {}
}
