package io.retune.ring;

import io.retune.events.DeadLetter;
import io.retune.events.EventCodec;
import io.retune.events.RunContext;
import io.retune.events.RunDecided;
import io.retune.events.RunProgress;
import io.retune.events.Stage;
import io.retune.events.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Does stages so that an event may come any number of times, to any number of processes, and be interrupted anywhere:
 *
 * <ol>
 *   <li>a run that has ended is not worked on; how it ended is published again;
 *   <li>a stage that has an outcome is not done again; its outcome is published again;
 *   <li>otherwise the attempt is noted, the work done, its outcome stored unless another process was quicker, and the
 *       stored one published.
 * </ol>
 *
 * <p>While something is away the stage waits without limit. Other faults end after three attempts as a dead letter;
 * attempts that never came back, because their process died, count. So do those that could not resolve a host's name,
 * with half a minute between them: waiting without limit would hide a mistyped name.
 */
public final class StageRunner {
    /** How often a stage is tried. */
    public static final int ATTEMPTS = 3;

    private static final Duration RESOLVING = Duration.ofSeconds(30);
    private static final Logger LOG = Logger.getLogger(StageRunner.class);

    private final RunRecords records;
    private final Publisher publisher;
    private final Clock clock;
    private final Duration resolving;
    private final Patience patience = new Patience();

    /** A runner. */
    public StageRunner(RunRecords records, Publisher publisher, Clock clock) {
        this(records, publisher, clock, RESOLVING);
    }

    /**
     * The same.
     *
     * @param resolving between two attempts to find a host
     */
    StageRunner(RunRecords records, Publisher publisher, Clock clock, Duration resolving) {
        this.records = records;
        this.publisher = publisher;
        this.clock = clock;
        this.resolving = resolving;
    }

    /**
     * Does a stage for an event.
     *
     * @param lost whether the event belongs to another process by now, or this one is stopping
     * @throws StageCancelled with {@link StageCancelled.Reason#EVENT_LOST} if the event must not be acknowledged; in all
     *     other cases it is done with
     */
    public void run(Job job, StageWork work, BooleanSupplier lost) {
        StageScope waiting = new StageScope(job.context(), job.stage(), 0, records, publisher, lost, clock);
        patience.run(
                lost,
                () -> inTurn(waiting, job, work, lost),
                message -> waiting.tell(RunProgress.State.WAITING, message));
    }

    private void inTurn(StageScope waiting, Job job, StageWork work, BooleanSupplier lost) {
        if (republished(job)) {
            return;
        }
        try {
            Runnable end = work.await(waiting::check);
            try {
                attempt(job, work, lost);
            } finally {
                end.run();
            }
        } catch (StageCancelled stopped) {
            if (stopped.reason() == StageCancelled.Reason.EVENT_LOST) {
                throw stopped;
            }
            republished(job);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StageCancelled(StageCancelled.Reason.EVENT_LOST);
        }
    }

    /** Stores how a run ended, unless it has ended, publishes the end that counts and returns it. */
    public RunDecided decide(String run, Outcome decision) {
        String end = records.keep(run, decision);
        publisher.publish(Topic.RUN_DECIDED, run, end);
        return EventCodec.read(end, RunDecided.class);
    }

    private void attempt(Job job, StageWork work, BooleanSupplier lost) {
        String run = job.context().run();
        if (republished(job)) {
            return;
        }
        int attempt = records.begin(run, job.stage());
        if (attempt > ATTEMPTS) {
            records.release(run, job.stage(), attempt);
            giveUp(job);
            return;
        }
        StageScope scope = new StageScope(job.context(), job.stage(), attempt, records, publisher, lost, clock);
        try {
            scope.tell(RunProgress.State.RUNNING, "");
            Outcome outcome = work.perform(scope);
            publisher.publish(outcome.topic(), run, records.keep(run, outcome));
            scope.tell(RunProgress.State.DONE, "");
        } catch (StageCancelled stopped) {
            records.release(run, job.stage(), attempt);
            if (stopped.reason() == StageCancelled.Reason.EVENT_LOST) {
                throw stopped;
            }
            republished(job);
        } catch (Exception | LinkageError | StackOverflowError fault) {
            failed(scope, job, fault, lost);
            attempt(job, work, lost);
        }
    }

    /** Returns if the attempt counts. */
    private void failed(StageScope scope, Job job, Throwable fault, BooleanSupplier lost) {
        String run = job.context().run();
        int attempt = scope.attempt();
        if (lost.getAsBoolean()) { // closing what the stage uses is what made it fail
            records.release(run, job.stage(), attempt);
            throw new StageCancelled(StageCancelled.Reason.EVENT_LOST);
        }
        boolean unresolved = Faults.isUnresolvedHost(fault);
        if (Faults.isTransient(fault) && !unresolved) {
            records.release(run, job.stage(), attempt);
            throw new TransientFault(Faults.describe(fault), fault);
        }
        LOG.errorf(
                fault,
                "run %s, stage %s, attempt %d of %d failed",
                run,
                job.stage().label(),
                attempt,
                ATTEMPTS);
        records.fail(run, job.stage(), attempt, Faults.describe(fault));
        if (unresolved && attempt < ATTEMPTS) {
            scope.tell(RunProgress.State.WAITING, Faults.describe(fault));
            Patience.await(resolving, lost);
        }
    }

    /** Publishes what is known already; false if the stage is still to be done. */
    private boolean republished(Job job) {
        String run = job.context().run();
        Optional<String> end = job.stage() == Stage.PROMOTION ? Optional.empty() : records.outcome(run, Stage.DECISION);
        Optional<String> own = records.outcome(run, job.stage());
        if (end.isPresent()) {
            publisher.publish(Topic.RUN_DECIDED, run, end.get());
            return true;
        }
        own.ifPresent(outcome -> {
            publisher.publish(job.next(), run, outcome);
            tell(job, RunProgress.State.DONE, 0, ""); // whoever was done may not have got to say so
        });
        return own.isPresent();
    }

    private void giveUp(Job job) {
        RunContext context = job.context();
        String error = records.error(context.run(), job.stage(), ATTEMPTS)
                .or(() -> records.lastError(context.run(), job.stage())
                        .map(found -> found + "; and the last attempt's process ended in the middle of the stage"))
                .orElse("the process ended in the middle of this stage, " + ATTEMPTS
                        + " times; look into its log for what ended it (memory, a native fault)");
        DeadLetter letter = new DeadLetter(
                job.source().topic(),
                job.source().partition(),
                job.source().offset(),
                Optional.of(context.run()),
                Optional.of(job.stage()),
                ATTEMPTS,
                error,
                job.source().value(),
                Optional.of(context),
                clock.instant());
        publisher.publish(Topic.DEAD_LETTERS, context.run(), EventCodec.write(letter));
        tell(job, RunProgress.State.FAILED, ATTEMPTS, error);
    }

    private void tell(Job job, RunProgress.State state, int attempt, String message) {
        publisher.tell(
                new RunProgress(job.context().run(), job.stage(), state, attempt, 0, 0, "", message, clock.instant()));
    }

    /**
     * An event and what is to be done about it.
     *
     * @param context of the event
     * @param stage to be done
     * @param next where its outcome goes
     * @param source the record that carried the event
     */
    public record Job(RunContext context, Stage stage, Topic next, Source source) {}

    /** A record of a topic. */
    public record Source(String topic, int partition, long offset, String value) {}
}
