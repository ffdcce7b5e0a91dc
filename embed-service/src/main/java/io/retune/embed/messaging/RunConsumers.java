package io.retune.embed.messaging;

import io.retune.embed.deployment.Promotion;
import io.retune.embed.judging.BaseIndex;
import io.retune.embed.judging.CandidateIndex;
import io.retune.events.CheckpointPublished;
import io.retune.events.RetrainingRequested;
import io.retune.events.RunDecided;
import io.retune.events.RunOutcome;
import io.retune.events.Stage;
import io.retune.events.Topic;
import io.retune.ring.channel.Channels;
import io.retune.ring.channel.Ring;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The three stages of this service. */
@ApplicationScoped
public class RunConsumers {
    private final Ring ring;
    private final BaseIndex baseIndex;
    private final CandidateIndex candidateIndex;
    private final Promotion promotion;

    RunConsumers(Ring ring, BaseIndex baseIndex, CandidateIndex candidateIndex, Promotion promotion) {
        this.ring = ring;
        this.baseIndex = baseIndex;
        this.candidateIndex = candidateIndex;
        this.promotion = promotion;
    }

    @Incoming(Channels.RETRAINING_REQUESTED)
    @Blocking(Channels.STAGES)
    CompletionStage<Void> indexBase(Message<String> message) {
        return ring.perform(
                message,
                RetrainingRequested.class,
                event -> Optional.of(new Ring.Step(Stage.BASE_INDEX, Topic.INDEX_READY, baseIndex::perform)));
    }

    @Incoming(Channels.CHECKPOINT_PUBLISHED)
    @Blocking(Channels.STAGES)
    CompletionStage<Void> indexCandidate(Message<String> message) {
        return ring.perform(
                message,
                CheckpointPublished.class,
                event -> Optional.of(new Ring.Step(
                        Stage.CANDIDATE_INDEX,
                        Topic.INDEX_READY,
                        scope -> candidateIndex.perform(scope, event.checkpoint()))));
    }

    @Incoming(Channels.RUN_DECIDED)
    @Blocking(Channels.STAGES)
    CompletionStage<Void> promote(Message<String> message) {
        return ring.perform(
                message,
                RunDecided.class,
                event -> event.decision() == RunOutcome.PROMOTED
                        ? Optional.of(new Ring.Step(Stage.PROMOTION, Topic.RUN_PROGRESS, promotion::perform))
                        : Optional.empty());
    }
}
