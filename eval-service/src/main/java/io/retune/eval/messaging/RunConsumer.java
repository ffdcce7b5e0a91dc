package io.retune.eval.messaging;

import io.retune.eval.judging.RunJudge;
import io.retune.eval.run.RunStore;
import io.retune.events.DeadLetter;
import io.retune.events.IndexReady;
import io.retune.events.RetrainingRequested;
import io.retune.events.RunContext;
import io.retune.events.RunDecided;
import io.retune.events.RunOutcome;
import io.retune.events.RunProgress;
import io.retune.events.Stage;
import io.retune.events.Topic;
import io.retune.ring.Outcome;
import io.retune.ring.StageRunner;
import io.retune.ring.channel.Channels;
import io.retune.ring.channel.Ring;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Judges when an index is ready; follows runs; ends those that no service could go on with. */
@ApplicationScoped
public class RunConsumer {
    private final Ring ring;
    private final RunJudge judge;
    private final RunStore runs;
    private final StageRunner runner;

    RunConsumer(Ring ring, RunJudge judge, RunStore runs, StageRunner runner) {
        this.ring = ring;
        this.judge = judge;
        this.runs = runs;
        this.runner = runner;
    }

    @Incoming(Channels.INDEX_READY)
    @Blocking(Channels.STAGES)
    CompletionStage<Void> indexReady(Message<String> message) {
        return ring.perform(
                message,
                IndexReady.class,
                event -> Optional.of(
                        event.stage() == Stage.CANDIDATE_INDEX
                                ? new Ring.Step(Stage.DECISION, Topic.RUN_DECIDED, judge::decide)
                                : new Ring.Step(Stage.BASELINE, Topic.BASELINE_READY, judge::baseline)));
    }

    @Incoming(Channels.RETRAINING_REQUESTED)
    @Blocking
    CompletionStage<Void> requested(Message<String> message) {
        return ring.handle(
                message, RetrainingRequested.class, event -> runs.request(event.context(), Optional.empty()));
    }

    @Incoming(Channels.RUN_PROGRESS)
    @Blocking
    CompletionStage<Void> progress(Message<String> message) {
        return ring.handle(message, RunProgress.class, runs::progress);
    }

    @Incoming(Channels.RUN_DECIDED)
    @Blocking
    CompletionStage<Void> decided(Message<String> message) {
        return ring.handle(message, RunDecided.class, event -> runs.decide(event, Instant.now()));
    }

    @Incoming(Channels.DEAD_LETTERS)
    @Blocking
    CompletionStage<Void> deadLetter(Message<String> message) {
        return ring.handle(
                message, DeadLetter.class, letter -> letter.context().ifPresent(context -> fail(context, letter)));
    }

    /** A promotion that failed leaves the decision as it was; its stage says what went wrong. */
    private void fail(RunContext context, DeadLetter letter) {
        boolean isView = letter.topic().equals(Topic.RUN_DECIDED.topicName()); // the run itself has ended
        if (isView || letter.stage().filter(Stage.PROMOTION::equals).isPresent()) {
            return;
        }
        String stage = letter.stage().map(Stage::label).orElse(letter.topic());
        String reason = "stage " + stage + " failed " + letter.attempts() + " times: " + letter.error();
        runner.decide(context.run(), Outcome.of(new RunDecided(context, RunOutcome.FAILED, List.of(reason))));
    }
}
