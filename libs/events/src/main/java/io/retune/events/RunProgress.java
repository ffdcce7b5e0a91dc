package io.retune.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

/**
 * How far a stage is.
 *
 * @param run the run
 * @param stage of it
 * @param state what is going on
 * @param attempt counted from 1
 * @param done of {@code total}
 * @param total 0 where it is not known
 * @param unit what is counted, such as {@code texts}; blank where nothing is
 * @param message in words: what is waited for, what failed, what came out; may be empty
 * @param at when
 */
public record RunProgress(
        String run,
        Stage stage,
        State state,
        int attempt,
        long done,
        long total,
        String unit,
        String message,
        Instant at) {
    /** Validates. */
    public RunProgress {
        Checks.name(run, "run");
        Checks.present(stage, "stage");
        Checks.present(state, "state");
        Checks.present(at, "at");
        unit = unit == null ? "" : unit;
        message = message == null ? "" : message;
    }

    /** What a stage is doing; a later one never goes back to an earlier one's state within an attempt. */
    public enum State {
        /** At work. */
        RUNNING,
        /** For something that is away: broker, Qdrant, LLM. */
        WAITING,
        /** Its outcome is stored and published. */
        DONE,
        /** It was tried as often as it is tried. */
        FAILED;

        /** The word in events. */
        @JsonValue
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads a word. */
        @JsonCreator
        public static State parse(String label) {
            return Arrays.stream(values())
                    .filter(state -> state.label().equals(label))
                    .findFirst()
                    .orElseThrow(() -> new EventException(
                            "state: found \"" + label + "\", expected running, waiting, done or failed"));
        }
    }
}
