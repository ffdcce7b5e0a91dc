package io.retune.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.artifacts.FileArtifactStore;
import io.retune.events.BaselineReady;
import io.retune.events.DatasetReference;
import io.retune.events.DeadLetter;
import io.retune.events.EventCodec;
import io.retune.events.RunContext;
import io.retune.events.RunDecided;
import io.retune.events.RunOutcome;
import io.retune.events.RunProgress;
import io.retune.events.RunRequest;
import io.retune.events.Stage;
import io.retune.events.Topic;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageRunnerTest {
    private static final RunContext CONTEXT = RunContext.requested(
            "r1",
            Instant.parse("2026-11-24T10:00:00Z"),
            new RunRequest(
                    "faq", Optional.of(new DatasetReference("faq", "datasets/0a")), List.of(), Optional.empty(), null));
    private static final StageRunner.Job JOB = new StageRunner.Job(
            CONTEXT, Stage.BASELINE, Topic.BASELINE_READY, new StageRunner.Source("index-ready", 3, 7, "the event"));

    @TempDir
    private Path folder;

    private RunRecords records;
    private final List<Sent> sent = new ArrayList<>();
    private final List<RunProgress> progress = new ArrayList<>();
    private StageRunner runner;

    private record Sent(Topic topic, String key, String value) {}

    @BeforeEach
    void open() {
        records = new RunRecords(new FileArtifactStore(folder));
        runner = runner();
    }

    private StageRunner runner() {
        Publisher publisher = new Publisher() {
            @Override
            public void publish(Topic topic, String key, String value) {
                sent.add(new Sent(topic, key, value));
            }

            @Override
            public void tell(RunProgress told) {
                progress.add(told);
            }
        };
        return new StageRunner(records, publisher, Clock.systemUTC(), Duration.ofMillis(10));
    }

    private static Outcome baseline(int queries) {
        return Outcome.of(new BaselineReady(CONTEXT, Map.of("ndcg_at_10", 0.5), queries, 0.03));
    }

    @Test
    void storesAnOutcomeThenPublishesIt() {
        runner.run(JOB, scope -> baseline(100), () -> false);

        String stored = records.outcome("r1", Stage.BASELINE).orElseThrow();
        assertThat(sent).containsExactly(new Sent(Topic.BASELINE_READY, "r1", stored));
        assertThat(EventCodec.read(stored, BaselineReady.class).queries()).isEqualTo(100);
        assertThat(progress)
                .extracting(RunProgress::state)
                .containsExactly(RunProgress.State.RUNNING, RunProgress.State.DONE);
    }

    @Test
    void anEventThatComesAgainIsAnsweredWithTheStoredOutcome() {
        AtomicInteger done = new AtomicInteger();
        StageWork work = scope -> baseline(done.incrementAndGet());
        runner.run(JOB, work, () -> false);
        runner.run(JOB, work, () -> false);

        assertThat(done).hasValue(1);
        assertThat(progress)
                .extracting(RunProgress::state)
                .as("the first time it may have got lost")
                .containsExactly(RunProgress.State.RUNNING, RunProgress.State.DONE, RunProgress.State.DONE);
        assertThat(sent).hasSize(2);
        assertThat(sent.get(1)).isEqualTo(sent.get(0));
    }

    @Test
    void theSlowerOfTwoOwnersPublishesTheQuickersOutcome() {
        runner.run(
                JOB,
                scope -> {
                    runner.run(JOB, inner -> baseline(1), () -> false);
                    return baseline(2);
                },
                () -> false);

        assertThat(sent).hasSize(2);
        assertThat(sent.get(1)).isEqualTo(sent.get(0));
        assertThat(EventCodec.read(sent.get(1).value(), BaselineReady.class).queries())
                .isEqualTo(1);
    }

    @Test
    void aFaultThatStaysEndsAfterThreeAttemptsAsADeadLetter() {
        AtomicInteger attempts = new AtomicInteger();
        runner.run(
                JOB,
                scope -> {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("models/ab: sha256 is 1, expected 2; restore it");
                },
                () -> false);

        assertThat(attempts).hasValue(3);
        assertThat(sent).hasSize(1);
        DeadLetter letter = EventCodec.read(sent.get(0).value(), DeadLetter.class);
        assertThat(sent.get(0).topic()).isEqualTo(Topic.DEAD_LETTERS);
        assertThat(letter.error()).isEqualTo("models/ab: sha256 is 1, expected 2; restore it");
        assertThat(letter.stage()).contains(Stage.BASELINE);
        assertThat(letter.attempts()).isEqualTo(3);
        assertThat(letter.offset()).isEqualTo(7);
        assertThat(letter.context()).contains(CONTEXT);
    }

    @Test
    void attemptsThatKilledTheirProcessCount() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> runner.run(
                            JOB,
                            scope -> {
                                throw new ProcessDies();
                            },
                            () -> false))
                    .isInstanceOf(ProcessDies.class);
        }
        runner.run(JOB, scope -> baseline(1), () -> false);

        DeadLetter letter = EventCodec.read(sent.get(0).value(), DeadLetter.class);
        assertThat(letter.error())
                .isEqualTo("the process ended in the middle of this stage, 3 times; look into its log for what ended it"
                        + " (memory, a native fault)");
    }

    @Test
    void theErrorOfAnEarlierAttemptIsNotLostWhereTheLastOneKilledItsProcess() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> runner.run(
                        JOB,
                        scope -> {
                            if (attempts.incrementAndGet() == 3) {
                                throw new ProcessDies();
                            }
                            throw new IllegalStateException("the disk is full");
                        },
                        () -> false))
                .isInstanceOf(ProcessDies.class);
        runner.run(JOB, scope -> baseline(1), () -> false);

        assertThat(EventCodec.read(sent.get(0).value(), DeadLetter.class).error())
                .isEqualTo("the disk is full; and the last attempt's process ended in the middle of the stage");
    }

    @Test
    void whoWaitsForItsTurnHasTriedNothing() {
        AtomicInteger given = new AtomicInteger();
        StageWork waits = new StageWork() {
            @Override
            public Runnable await(Runnable safePoint) {
                throw new ProcessDies();
            }

            @Override
            public Outcome perform(StageScope scope) {
                throw new AssertionError("has no turn");
            }
        };
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> runner.run(JOB, waits, () -> false)).isInstanceOf(ProcessDies.class);
        }
        StageWork turns = new StageWork() {
            @Override
            public Runnable await(Runnable safePoint) {
                safePoint.run();
                given.incrementAndGet();
                return given::decrementAndGet;
            }

            @Override
            public Outcome perform(StageScope scope) {
                assertThat(scope.attempt()).isEqualTo(1);
                assertThat(given).hasValue(1);
                return baseline(1);
            }
        };
        runner.run(JOB, turns, () -> false);

        assertThat(sent).singleElement().extracting(Sent::topic).isEqualTo(Topic.BASELINE_READY);
        assertThat(given).hasValue(0);
    }

    @Test
    void aRunThatEndsWhileItWaitsForItsTurnIsAnsweredWithItsEnd() {
        runner.run(
                JOB,
                new StageWork() {
                    @Override
                    public Runnable await(Runnable safePoint) {
                        runner.decide(
                                "r1", Outcome.of(new RunDecided(CONTEXT, RunOutcome.CANCELLED, List.of("called off"))));
                        safePoint.run();
                        throw new AssertionError("must not go on");
                    }

                    @Override
                    public Outcome perform(StageScope scope) {
                        throw new AssertionError("must not be done");
                    }
                },
                () -> false);

        assertThat(sent).extracting(Sent::topic).containsOnly(Topic.RUN_DECIDED);
    }

    /** Not an Exception: like the end of a process, it leaves the attempt's marker behind. */
    private static final class ProcessDies extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void whatIsAwayIsWaitedForAndNotCounted() {
        AtomicInteger calls = new AtomicInteger();
        runner.run(
                JOB,
                scope -> {
                    assertThat(scope.attempt()).isEqualTo(1);
                    if (calls.incrementAndGet() == 1) {
                        throw new ConnectException("Connection refused");
                    }
                    return baseline(1);
                },
                () -> false);

        assertThat(calls).hasValue(2);
        assertThat(progress).anySatisfy(told -> {
            assertThat(told.state()).isEqualTo(RunProgress.State.WAITING);
            assertThat(told.message()).isEqualTo("Connection refused");
        });
    }

    @Test
    void aHostThatNobodyCanResolveIsLookedForThreeTimes() {
        AtomicInteger attempts = new AtomicInteger();
        IOException unresolved = new IOException(new ConnectException().initCause(new UnresolvedAddressException()));
        runner.run(
                JOB,
                scope -> {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("model \"typo/x\": hub.invalid cannot be resolved", unresolved);
                },
                () -> false);

        assertThat(attempts).hasValue(3);
        DeadLetter letter = EventCodec.read(sent.get(0).value(), DeadLetter.class);
        assertThat(letter.error()).isEqualTo("model \"typo/x\": hub.invalid cannot be resolved");
        assertThat(progress)
                .filteredOn(told -> told.state() == RunProgress.State.WAITING)
                .extracting(RunProgress::attempt)
                .containsExactly(1, 2);
    }

    @Test
    void aHostOfWhatIsKnownToComeBackIsWaitedFor() {
        AtomicInteger calls = new AtomicInteger();
        runner.run(
                JOB,
                scope -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new TransientFault("qdrant is away", new UnknownHostException("qdrant"));
                    }
                    assertThat(scope.attempt()).isEqualTo(1);
                    return baseline(1);
                },
                () -> false);

        assertThat(calls).hasValue(2);
    }

    @Test
    void aLostEventIsNotCountedAndNotDoneWith() {
        assertThatThrownBy(() -> runner.run(
                        JOB,
                        scope -> {
                            scope.check();
                            return baseline(1);
                        },
                        () -> true))
                .isInstanceOfSatisfying(StageCancelled.class, stopped -> assertThat(stopped.reason())
                        .isEqualTo(StageCancelled.Reason.EVENT_LOST));
        assertThat(sent).isEmpty();

        runner.run(
                JOB,
                scope -> {
                    assertThat(scope.attempt()).isEqualTo(1);
                    return baseline(1);
                },
                () -> false);
        assertThat(sent).hasSize(1);
    }

    @Test
    void whatFailsBecauseTheProcessStopsIsNotCounted() {
        AtomicInteger asked = new AtomicInteger();
        assertThatThrownBy(() -> runner.run(
                        JOB,
                        scope -> {
                            asked.incrementAndGet();
                            throw new IllegalStateException("closed");
                        },
                        () -> asked.get() > 0))
                .isInstanceOf(StageCancelled.class);

        runner.run(
                JOB,
                scope -> {
                    assertThat(scope.attempt()).isEqualTo(1);
                    return baseline(1);
                },
                () -> false);
    }

    @Test
    void aRunThatHasEndedIsNotWorkedOn() {
        RunDecided cancelled = new RunDecided(CONTEXT, RunOutcome.CANCELLED, List.of("somebody called it off"));
        runner.decide("r1", Outcome.of(cancelled));
        runner.run(
                JOB,
                scope -> {
                    throw new AssertionError("must not be done");
                },
                () -> false);

        assertThat(sent).extracting(Sent::topic).containsExactly(Topic.RUN_DECIDED, Topic.RUN_DECIDED);
    }

    @Test
    void aRunThatEndsMeanwhileStopsItsStage() {
        runner.run(
                JOB,
                scope -> {
                    runner.decide(
                            "r1", Outcome.of(new RunDecided(CONTEXT, RunOutcome.CANCELLED, List.of("called off"))));
                    scope.check();
                    return baseline(1);
                },
                () -> false);

        assertThat(records.outcome("r1", Stage.BASELINE)).isEmpty();
        assertThat(sent).extracting(Sent::topic).containsOnly(Topic.RUN_DECIDED);
    }

    @Test
    void theFirstDecisionCounts() {
        runner.decide("r1", Outcome.of(new RunDecided(CONTEXT, RunOutcome.CANCELLED, List.of("called off"))));
        runner.decide("r1", Outcome.of(new RunDecided(CONTEXT, RunOutcome.PROMOTED, List.of("better"))));

        assertThat(sent.get(1)).isEqualTo(sent.get(0));
        assertThat(EventCodec.read(sent.get(1).value(), RunDecided.class).decision())
                .isEqualTo(RunOutcome.CANCELLED);
    }
}
