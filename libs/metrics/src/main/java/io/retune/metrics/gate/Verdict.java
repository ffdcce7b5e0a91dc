package io.retune.metrics.gate;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What the gate says about a candidate; in JSON {@code promoted}, {@code rejected}, {@code undecided}. */
public enum Verdict {
    /** Certainly better on the target, and certainly not much worse on any guard. */
    PROMOTED,
    /** Certainly worse on the target, or certainly much worse on a guard. */
    REJECTED,
    /** Neither is certain. */
    UNDECIDED;

    /** The name in JSON. */
    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
