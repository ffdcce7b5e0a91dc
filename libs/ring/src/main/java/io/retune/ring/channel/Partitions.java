package io.retune.ring.channel;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Which partitions were taken away: a stage whose event lay in one stops. */
@ApplicationScoped
@Identifier(Channels.RING)
public class Partitions implements KafkaConsumerRebalanceListener {
    private final Set<TopicPartition> assigned = ConcurrentHashMap.newKeySet();
    private final Map<TopicPartition, Long> terms = new ConcurrentHashMap<>();

    /** A number that changes whenever the partition is taken away. */
    long term(TopicPartition partition) {
        return terms.getOrDefault(partition, 0L);
    }

    /** Whether the partition is this process's now. */
    boolean isAssigned(TopicPartition partition) {
        return assigned.contains(partition);
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        assigned.addAll(partitions);
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(assigned::remove);
        partitions.forEach(partition -> terms.merge(partition, 1L, Long::sum));
    }
}
