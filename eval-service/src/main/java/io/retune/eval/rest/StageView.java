package io.retune.eval.rest;

import io.retune.eval.run.StageState;
import io.retune.events.RunProgress;
import io.retune.events.Stage;
import java.time.Instant;

/** A stage as REST and the dashboard show it. */
public record StageView(
        Stage name,
        RunProgress.State state,
        int attempt,
        long done,
        long total,
        String unit,
        String message,
        Instant startedAt,
        Instant finishedAt,
        double seconds) {
    static StageView of(StageState stage, Instant now) {
        return new StageView(
                stage.name(),
                stage.state(),
                stage.attempt(),
                stage.done(),
                stage.total(),
                stage.unit(),
                stage.message(),
                stage.startedAt(),
                stage.finishedAt().orElse(null),
                stage.seconds(now));
    }

    /** Done of total in per cent; -1 where that is not known. */
    public int percent() {
        return total == 0 ? -1 : (int) (100 * done / total);
    }
}
