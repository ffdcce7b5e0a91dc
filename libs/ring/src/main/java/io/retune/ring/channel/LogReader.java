package io.retune.ring.channel;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads a topic from its beginning to fixed ends. */
@ApplicationScoped
public class LogReader {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final BrokerClients clients;

    LogReader(BrokerClients clients) {
        this.clients = clients;
    }

    /**
     * Hands over every record before the ends, in order within a partition. While the broker is away, it waits.
     *
     * @param fixed the offset behind the last record that is wanted of each partition
     * @param safePoint called now and then; may throw
     */
    public void read(
            Map<TopicPartition, Long> fixed, Consumer<ConsumerRecord<String, String>> records, Runnable safePoint) {
        Map<TopicPartition, Long> ends = new HashMap<>(fixed);
        try (KafkaConsumer<String, String> consumer = clients.reader()) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            // A topic that was made anew is shorter than it was.
            consumer.endOffsets(ends.keySet(), ANSWER)
                    .forEach((partition, end) -> ends.merge(partition, end, Math::min));
            while (!isBehind(consumer, ends)) {
                safePoint.run();
                consumer.poll(POLL).forEach(record -> {
                    if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                        records.accept(record);
                    }
                });
            }
        }
    }

    private static boolean isBehind(KafkaConsumer<String, String> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}
