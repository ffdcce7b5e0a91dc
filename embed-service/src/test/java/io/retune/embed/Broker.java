package io.retune.embed;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** The broker as others see it. */
final class Broker {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    private Broker() {}

    static void send(String topic, String key, String value) {
        send(new ProducerRecord<>(topic, key, value));
    }

    static void send(ProducerRecord<String, String> record) {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(connection(), new StringSerializer(), new StringSerializer())) {
            producer.send(record).get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for a record, whenever it was written. */
    static ConsumerRecord<String, String> find(String topic, Predicate<ConsumerRecord<String, String>> wanted) {
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(connection(), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<String, String>> found = new ArrayList<>();
            await("a record of topic " + topic)
                    .pollInSameThread()
                    .atMost(PATIENCE)
                    .until(() -> {
                        consumer.poll(POLL).forEach(record -> {
                            if (wanted.test(record)) {
                                found.add(record);
                            }
                        });
                        return !found.isEmpty();
                    });
            return found.get(0);
        }
    }

    /** Everything that stands in a topic now. */
    static List<ConsumerRecord<String, String>> all(String topic) {
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(connection(), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(records::add);
            }
            return records;
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<String, String> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .collect(Collectors.toList());
    }

    private static Map<String, Object> connection() {
        return Map.of(
                "bootstrap.servers", ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
    }
}
