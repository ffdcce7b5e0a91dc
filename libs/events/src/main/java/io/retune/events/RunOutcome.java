package io.retune.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** How a run ends. */
public enum RunOutcome {
    /** The candidate goes live. */
    PROMOTED,
    /** Certainly worse. */
    REJECTED,
    /** Not certain either way. */
    UNDECIDED,
    /** Nothing beat the base model on dev. */
    UNCHANGED,
    /** A stage could not be done. */
    FAILED,
    /** Somebody called it off. */
    CANCELLED;

    /** The word in events, results and reports, such as {@code promoted}. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a word.
     *
     * @throws EventException if there is no such outcome
     */
    @JsonCreator
    public static RunOutcome parse(String label) {
        return Arrays.stream(values())
                .filter(outcome -> outcome.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new EventException("decision: found \"" + label + "\", expected one of "
                        + Arrays.stream(values()).map(RunOutcome::label).toList()));
    }
}
