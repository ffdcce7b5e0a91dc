package io.retune.synth.feedback;

import io.retune.events.Topic;
import io.retune.ring.TransientFault;
import io.retune.ring.channel.BrokerClients;
import io.retune.ring.channel.LogReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Reads the topic from its beginning to fixed ends. */
@ApplicationScoped
public class FeedbackReader {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final String TOPIC = Topic.FEEDBACK.topicName();

    private final BrokerClients clients;
    private final LogReader log;

    FeedbackReader(BrokerClients clients, LogReader log) {
        this.clients = clients;
        this.log = log;
    }

    /**
     * The ends as they are now.
     *
     * @throws TransientFault if the broker knows no such topic yet; a Kafka timeout if it does not answer
     */
    FeedbackOffsets ends() {
        try (KafkaConsumer<String, String> consumer = clients.reader()) {
            List<PartitionInfo> partitions = consumer.partitionsFor(TOPIC, ANSWER);
            if (partitions == null || partitions.isEmpty()) {
                throw new TransientFault("topic feedback: the broker does not have it yet", null);
            }
            Map<Integer, Long> ends = new TreeMap<>();
            consumer.endOffsets(
                            partitions.stream()
                                    .map(info -> new TopicPartition(TOPIC, info.partition()))
                                    .toList(),
                            ANSWER)
                    .forEach((partition, end) -> ends.put(partition.partition(), end));
            return new FeedbackOffsets(ends);
        }
    }

    /**
     * Hands over every record before the ends, in order within a partition. While the broker is away, it waits.
     *
     * @param safePoint called now and then; may throw
     */
    void read(FeedbackOffsets offsets, Consumer<ConsumerRecord<String, String>> records, Runnable safePoint) {
        Map<TopicPartition, Long> ends = offsets.ends().entrySet().stream()
                .collect(Collectors.toMap(end -> new TopicPartition(TOPIC, end.getKey()), Map.Entry::getValue));
        log.read(ends, records, safePoint);
    }
}
