package io.retune.local.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A topic of text lines, written and read with the ordinary clients. */
public final class KafkaLines {
    private static final String TOPIC = "lines";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final String bootstrapServers;

    public KafkaLines(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    public void create() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    public void append(String topic, String line) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "max.block.ms", 3000);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, line)).get();
        }
    }

    public void append(String line) throws Exception {
        append(TOPIC, line);
    }

    /** What a group has not read yet, of which so many lines are expected. */
    public List<String> read(String group, int expected) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers,
                "group.id", group,
                "auto.offset.reset", "earliest");
        List<String> lines = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (lines.size() < expected && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> line : consumer.poll(Duration.ofMillis(200))) {
                    lines.add(line.value());
                }
            }
            consumer.commitSync();
        }
        return lines;
    }
}
