package io.retune.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What is live on an index.
 *
 * @param index the index, also the alias
 * @param sequence counted from 1; a change applies only if it is the next one
 * @param generation what searches go to
 * @param model of the generation
 * @param passageIdentity of its vectors
 * @param previous the generation that was live before; absent for the first
 * @param reason why
 * @param run of a promotion
 * @param at when
 */
public record Deployment(
        String index,
        long sequence,
        String generation,
        ModelReference model,
        String passageIdentity,
        Optional<String> previous,
        Reason reason,
        Optional<String> run,
        Instant at) {
    /** Validates; null is read as absent. */
    public Deployment {
        Checks.name(index, "index");
        Checks.name(generation, "generation");
        Checks.present(model, "model");
        Checks.present(passageIdentity, "passage_identity");
        Checks.present(reason, "reason");
        Checks.present(at, "at");
        Checks.holds(sequence >= 1, "sequence", sequence, "1 or more");
        previous = previous == null ? Optional.empty() : previous;
        run = run == null ? Optional.empty() : run;
    }

    /** Why a deployment was made. */
    public enum Reason {
        /** Nothing was live. */
        FIRST,
        /** A candidate was promoted. */
        PROMOTION,
        /** Somebody took a promotion back. */
        ROLLBACK;

        /** The word in events. */
        @JsonValue
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads a word. */
        @JsonCreator
        public static Reason parse(String label) {
            return Arrays.stream(values())
                    .filter(reason -> reason.label().equals(label))
                    .findFirst()
                    .orElseThrow(() -> new EventException(
                            "reason: found \"" + label + "\", expected first, promotion or rollback"));
        }
    }
}
