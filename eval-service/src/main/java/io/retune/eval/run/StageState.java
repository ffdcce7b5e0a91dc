package io.retune.eval.run;

import io.retune.events.RunProgress;
import io.retune.events.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a stage of a run is.
 *
 * @param name the stage
 * @param state what it is doing
 * @param attempt counted from 1
 * @param done of {@code total}
 * @param total 0 where it is not known
 * @param unit what is counted
 * @param message in words
 * @param startedAt when it was first heard of
 * @param finishedAt when it was done or given up
 */
public record StageState(
        Stage name,
        RunProgress.State state,
        int attempt,
        long done,
        long total,
        String unit,
        String message,
        Instant startedAt,
        Optional<Instant> finishedAt) {
    /** How long it took, or has taken so far. */
    public double seconds(Instant now) {
        return Duration.between(startedAt, finishedAt.orElse(now)).toMillis() / 1000.0;
    }
}
