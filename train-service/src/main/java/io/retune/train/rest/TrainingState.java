package io.retune.train.rest;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a training is. */
public enum TrainingState {
    /** It waits for its turn. */
    ACCEPTED,
    /** It is mined or trained for. */
    RUNNING,
    /** There is a checkpoint. */
    DONE,
    /** Nothing beat the base model on dev. */
    UNCHANGED,
    /** It was given up. */
    FAILED,
    /** Its run was called off. */
    CANCELLED;

    /** The word in JSON. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
