package io.retune.cli.service;

import java.util.Optional;

/**
 * A stage of a run.
 *
 * @param name its label, such as {@code base-index}
 * @param state {@code running}, {@code waiting}, {@code done} or {@code failed}
 * @param attempt counted from 1
 * @param done of {@code total}
 * @param total 0 where it is not known
 * @param unit what is counted
 * @param message in words; may be empty
 * @param seconds since it began, or that it took
 */
public record StageView(
        String name,
        String state,
        int attempt,
        long done,
        long total,
        String unit,
        String message,
        Optional<Double> seconds) {
    /** Reads null as empty. */
    public StageView {
        unit = unit == null ? "" : unit;
        message = message == null ? "" : message;
    }

    /** Whether the state is this one. */
    public boolean is(String other) {
        return state.equals(other);
    }
}
