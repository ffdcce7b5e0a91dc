package io.retune.cli.service;

import java.util.Optional;

/**
 * A line of the list of runs.
 *
 * @param run its id
 * @param index that it is for
 * @param requestedAt when, in ISO 8601
 * @param state {@code running}, {@code waiting}, or how it ended
 * @param decision how it ended
 */
public record RunSummary(String run, String index, String requestedAt, String state, Optional<String> decision) {
    /** Whether it is neither decided nor called off. */
    public boolean isOpen() {
        return decision.isEmpty() && RunView.OPEN.contains(state);
    }
}
