package io.retune.ring;

import io.retune.events.RunContext;
import io.retune.events.RunProgress;
import io.retune.events.Stage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** What a stage at work is given: its run, a way to tell how far it is, and safe points. */
public final class StageScope {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RunContext context;
    private final Stage stage;
    private final int attempt;
    private final RunRecords records;
    private final Publisher publisher;
    private final BooleanSupplier lost;
    private final Clock clock;
    private Instant lastCheck = Instant.MIN;
    private Instant lastProgress = Instant.MIN;

    StageScope(
            RunContext context,
            Stage stage,
            int attempt,
            RunRecords records,
            Publisher publisher,
            BooleanSupplier lost,
            Clock clock) {
        this.context = context;
        this.stage = stage;
        this.attempt = attempt;
        this.records = records;
        this.publisher = publisher;
        this.lost = lost;
        this.clock = clock;
    }

    /** The run. */
    public RunContext context() {
        return context;
    }

    /** Which attempt this is, counted from 1. */
    public int attempt() {
        return attempt;
    }

    /** Now. */
    public Instant now() {
        return clock.instant();
    }

    /**
     * A safe point: whoever stops here loses nothing. Cheap; call it often.
     *
     * @throws StageCancelled if the stage must not go on
     */
    public void check() {
        if (lost.getAsBoolean()) {
            throw new StageCancelled(StageCancelled.Reason.EVENT_LOST);
        }
        if (stage == Stage.PROMOTION || !isOver(lastCheck)) {
            return;
        }
        lastCheck = now();
        if (records.hasEnded(context.run())) {
            throw new StageCancelled(StageCancelled.Reason.RUN_ENDED);
        }
    }

    /**
     * Tells how far the stage is, at most once a second, and is a safe point.
     *
     * @param message in words; may be empty
     */
    public void progress(long done, long total, String unit, String message) {
        check();
        if (isOver(lastProgress)) {
            lastProgress = now();
            publisher.progress(progress(RunProgress.State.RUNNING, done, total, unit, message));
        }
    }

    /** Tells something at once. */
    public void say(String message) {
        check();
        publisher.tell(progress(RunProgress.State.RUNNING, 0, 0, "", message));
    }

    /** The end of a stage that no other waits for. */
    public RunProgress done(String message) {
        return progress(RunProgress.State.DONE, 0, 0, "", message);
    }

    void tell(RunProgress.State state, String message) {
        publisher.tell(progress(state, 0, 0, "", message));
    }

    private RunProgress progress(RunProgress.State state, long done, long total, String unit, String message) {
        return new RunProgress(context.run(), stage, state, attempt, done, total, unit, message, now());
    }

    private boolean isOver(Instant last) {
        return last.equals(Instant.MIN) || Duration.between(last, now()).compareTo(PAUSE) >= 0;
    }
}
