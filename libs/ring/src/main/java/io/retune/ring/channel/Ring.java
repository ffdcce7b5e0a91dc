package io.retune.ring.channel;

import io.quarkus.runtime.ShutdownEvent;
import io.retune.events.DeadLetter;
import io.retune.events.EventCodec;
import io.retune.events.RingEvent;
import io.retune.events.RunContext;
import io.retune.events.Stage;
import io.retune.events.Topic;
import io.retune.ring.Patience;
import io.retune.ring.Publisher;
import io.retune.ring.StageCancelled;
import io.retune.ring.StageRunner;
import io.retune.ring.StageWork;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/** Takes events off a channel, has their stage done, and acknowledges them afterwards, never before. */
@ApplicationScoped
public class Ring {
    private static final Logger LOG = Logger.getLogger(Ring.class);

    private final StageRunner runner;
    private final Publisher publisher;
    private final Partitions partitions;
    private final Patience patience = new Patience();
    private volatile boolean stopping;

    Ring(StageRunner runner, Publisher publisher, @Identifier(Channels.RING) Partitions partitions) {
        this.runner = runner;
        this.publisher = publisher;
        this.partitions = partitions;
    }

    /** Stages stop at their next safe point before anything that they use is closed. */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        stopping = true;
    }

    /** Whether the process is about to end. */
    public boolean isStopping() {
        return stopping;
    }

    /**
     * What is to be done about an event.
     *
     * @param stage to be done
     * @param next where its outcome goes
     * @param work does it
     */
    public record Step(Stage stage, Topic next, StageWork work) {}

    /**
     * Does a stage for an event.
     *
     * @param type of the event
     * @param step to be taken; none for an event that does not concern this service
     * @return completes when the event is acknowledged, or is no longer ours
     */
    public <E extends Record & RingEvent> CompletionStage<Void> perform(
            Message<String> message, Class<E> type, Function<E, Optional<Step>> step) {
        IncomingKafkaRecordMetadata<?, ?> place = place(message);
        BooleanSupplier lost = lost(place);
        StageRunner.Source source =
                new StageRunner.Source(place.getTopic(), place.getPartition(), place.getOffset(), message.getPayload());
        return handle(message, type, event -> step.apply(event)
                .ifPresent(todo -> runner.run(
                        new StageRunner.Job(event.context(), todo.stage(), todo.next(), source), todo.work(), lost)));
    }

    /**
     * Reads an event and hands it over. While something is away the event waits; one that cannot be read, or that its
     * consumer cannot take, becomes a dead letter.
     *
     * @return completes when the event is acknowledged, or is no longer ours
     */
    public <E extends Record> CompletionStage<Void> handle(
            Message<String> message, Class<E> type, Consumer<E> consumer) {
        try {
            patience.run(lost(place(message)), () -> accept(message, type, consumer));
        } catch (StageCancelled notOurs) {
            return CompletableFuture.completedStage(null); // not acknowledged: it comes again, to whoever has it then
        }
        return message.ack();
    }

    private <E extends Record> void accept(Message<String> message, Class<E> type, Consumer<E> consumer) {
        E event = null;
        try {
            event = EventCodec.read(message.getPayload(), type);
            consumer.accept(event);
        } catch (StageCancelled stopped) {
            throw stopped;
        } catch (RuntimeException fault) {
            if (Patience.isWorthwhile(fault)) {
                throw fault;
            }
            LOG.errorf(fault, "%s: an event cannot be taken", place(message).getTopic());
            reject(message, Patience.describe(fault), context(event));
        }
    }

    private static Optional<RunContext> context(Record event) {
        return event instanceof RingEvent known ? Optional.of(known.context()) : Optional.empty();
    }

    private void reject(Message<String> message, String error, Optional<RunContext> context) {
        IncomingKafkaRecordMetadata<?, ?> place = place(message);
        DeadLetter letter = new DeadLetter(
                place.getTopic(),
                place.getPartition(),
                place.getOffset(),
                context.map(RunContext::run),
                Optional.empty(),
                1,
                error,
                message.getPayload(),
                context,
                Instant.now());
        publisher.publish(Topic.DEAD_LETTERS, place.getTopic(), EventCodec.write(letter));
    }

    private BooleanSupplier lost(IncomingKafkaRecordMetadata<?, ?> place) {
        TopicPartition partition = new TopicPartition(place.getTopic(), place.getPartition());
        long term = partitions.term(partition);
        boolean ours = partitions.isAssigned(partition);
        return () -> stopping || !ours || partitions.term(partition) != term;
    }

    private static IncomingKafkaRecordMetadata<?, ?> place(Message<String> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
    }
}
