package io.retune.synth.feedback;

import io.retune.events.Topic;
import io.retune.ring.TransientFault;
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
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final String TOPIC = Topic.FEEDBACK.topicName();

    private final FeedbackClients clients;

    FeedbackReader(FeedbackClients clients) {
        this.clients = clients;
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
