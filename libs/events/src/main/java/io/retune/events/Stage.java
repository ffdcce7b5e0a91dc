package io.retune.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** The stages of a run, in order; each has one owner and one outcome. */
public enum Stage {
    /** eval: the request itself. */
    REQUEST("request"),
    /** embed: target and guards encoded with the base model. */
    BASE_INDEX("base-index"),
    /** eval: how good the base model is. */
    BASELINE("baseline"),
    /** synth: what to train on. */
    TRAINING_DATA("training-data"),
    /** train: a checkpoint, or none that is better. */
    TRAINING("training"),
    /** embed: target and guards encoded with the candidate. */
    CANDIDATE_INDEX("candidate-index"),
    /** eval: candidate against base. */
    DECISION("decision"),
    /** embed: a promoted candidate goes live. */
    PROMOTION("promotion");

    private final String label;

    Stage(String label) {
        this.label = label;
    }

    /** The name in keys, events and reports, such as {@code base-index}. */
    @JsonValue
    public String label() {
        return label;
    }

    /**
     * Reads a label.
     *
     * @throws EventException if there is no such stage
     */
    @JsonCreator
    public static Stage parse(String label) {
        return Arrays.stream(values())
                .filter(stage -> stage.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new EventException("stage: found \"" + label + "\", expected one of "
                        + Arrays.stream(values()).map(Stage::label).toList()));
    }
}
