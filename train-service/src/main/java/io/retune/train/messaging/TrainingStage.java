package io.retune.train.messaging;

import io.retune.events.Stage;
import io.retune.events.Topic;
import io.retune.events.TrainingDataReady;
import io.retune.ring.channel.Channels;
import io.retune.ring.channel.Ring;
import io.retune.train.work.TrainingWork;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** {@link Stage#TRAINING}: training data come, a checkpoint goes, or the end of a run that nothing improved. */
@ApplicationScoped
public class TrainingStage {
    private final Ring ring;
    private final TrainingWork work;
    private final Ring.Step step;

    TrainingStage(Ring ring, TrainingWork work) {
        this.ring = ring;
        this.work = work;
        this.step = new Ring.Step(Stage.TRAINING, Topic.CHECKPOINT_PUBLISHED, work);
    }

    @Incoming(Channels.TRAINING_DATA_READY)
    @Blocking(Channels.STAGES)
    CompletionStage<Void> train(Message<String> message) {
        return ring.perform(message, TrainingDataReady.class, event -> Optional.of(step))
                .whenComplete((done, fault) -> work.tidy());
    }
}
