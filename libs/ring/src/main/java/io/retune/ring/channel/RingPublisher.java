package io.retune.ring.channel;

import io.opentelemetry.context.Context;
import io.retune.events.EventCodec;
import io.retune.events.RunProgress;
import io.retune.events.Topic;
import io.retune.ring.Patience;
import io.retune.ring.Publisher;
import io.retune.ring.TransientFault;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/** Sends to any topic through one outgoing channel, in the trace of what is being worked on. */
@ApplicationScoped
public class RingPublisher implements Publisher {
    private static final Logger LOG = Logger.getLogger(RingPublisher.class);
    private static final byte[] CONTENT_TYPE =
            "application/cloudevents+json; charset=UTF-8".getBytes(StandardCharsets.UTF_8);

    private final MutinyEmitter<String> emitter;
    private final AtomicBoolean underWay = new AtomicBoolean();

    RingPublisher(
            @Channel(Channels.RING) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<String> emitter) {
        this.emitter = emitter;
    }

    @Override
    public void publish(Topic topic, String key, String value) {
        try {
            emitter.sendMessage(message(topic, key, value)).await().indefinitely();
        } catch (RuntimeException e) {
            if (Patience.isWorthwhile(e)) {
                throw new TransientFault(
                        "topic " + topic.topicName() + ": the broker did not take an event (" + e + ")", e);
            }
            throw new IllegalStateException(
                    "topic " + topic.topicName() + ": the broker refuses an event (" + e + "); look at its limits", e);
        }
    }

    /** Progress that comes while the one before is still under way is dropped: a broker that is away fills no memory. */
    @Override
    public void progress(RunProgress progress) {
        if (underWay.compareAndSet(false, true)) {
            send(progress, () -> underWay.set(false));
        }
    }

    @Override
    public void tell(RunProgress progress) {
        send(progress, () -> {});
    }

    private void send(RunProgress progress, Runnable ended) {
        emitter.sendMessage(message(Topic.RUN_PROGRESS, progress.run(), EventCodec.write(progress)))
                .onTermination()
                .invoke(ended)
                .subscribe()
                .with(sent -> {}, failure -> LOG.debugf(failure, "progress of run %s was lost", progress.run()));
    }

    private static Message<String> message(Topic topic, String key, String value) {
        return Message.of(value)
                .addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                        .withTopic(topic.topicName())
                        .withKey(key)
                        .withHeaders(new RecordHeaders().add("content-type", CONTENT_TYPE))
                        .build())
                .addMetadata(TracingMetadata.withCurrent(Context.current()));
    }
}
