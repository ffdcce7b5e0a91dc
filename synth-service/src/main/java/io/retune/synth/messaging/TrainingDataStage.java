package io.retune.synth.messaging;

import io.retune.events.BaselineReady;
import io.retune.events.Stage;
import io.retune.events.Topic;
import io.retune.ring.channel.Channels;
import io.retune.ring.channel.Ring;
import io.retune.synth.training.TrainingData;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** {@link Stage#TRAINING_DATA}: a baseline comes, training data go. */
@ApplicationScoped
public class TrainingDataStage {
    private final Ring ring;
    private final Ring.Step step;

    TrainingDataStage(Ring ring, TrainingData trainingData) {
        this.ring = ring;
        this.step = new Ring.Step(Stage.TRAINING_DATA, Topic.TRAINING_DATA_READY, trainingData::perform);
    }

    @Incoming(Channels.BASELINE_READY)
    @Blocking(Channels.STAGES)
    CompletionStage<Void> collect(Message<String> message) {
        return ring.perform(message, BaselineReady.class, event -> Optional.of(step));
    }
}
