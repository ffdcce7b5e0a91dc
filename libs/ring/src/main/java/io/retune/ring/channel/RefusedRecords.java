package io.retune.ring.channel;

import io.retune.artifacts.ArtifactStore;
import io.retune.events.DeadLetter;
import io.retune.events.EventCodec;
import io.retune.events.Topic;
import io.retune.ring.Publisher;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Records of {@code documents}, {@code feedback} and {@code deployments} that cannot be read become dead letters, once:
 * every generation and every run that reads the topic meets the same record, and so does each reader that begins anew.
 */
@ApplicationScoped
public class RefusedRecords {
    private static final Logger LOG = Logger.getLogger(RefusedRecords.class);

    private final ArtifactStore store;
    private final Publisher publisher;

    RefusedRecords(ArtifactStore store, Publisher publisher) {
        this.store = store;
        this.publisher = publisher;
    }

    /** Passes a record over. */
    public synchronized void refuse(ConsumerRecord<String, String> record, String error) {
        String key = "refused/%s/%d-%d.json".formatted(record.topic(), record.partition(), record.offset());
        if (store.read(key).isPresent()) {
            return;
        }
        String message = "%s, partition %d, offset %d, key \"%s\": %s; the record is passed over"
                .formatted(record.topic(), record.partition(), record.offset(), record.key(), error);
        LOG.warn(message);
        String letter = EventCodec.write(new DeadLetter(
                record.topic(),
                record.partition(),
                record.offset(),
                Optional.empty(),
                Optional.empty(),
                1,
                message,
                record.value(),
                Optional.empty(),
                Instant.now()));
        publisher.publish(Topic.DEAD_LETTERS, record.topic(), letter);
        store.putIfAbsent(key, letter.getBytes(StandardCharsets.UTF_8));
    }
}
