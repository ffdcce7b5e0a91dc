package io.retune.cli.ring;

import static org.awaitility.Awaitility.await;

import io.retune.events.EventCodec;
import io.retune.events.EventException;
import io.retune.events.RunProgress;
import io.retune.events.Stage;
import io.retune.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The ring's topics as an outsider with plain Kafka clients sees and changes them. */
final class RingTopics implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Map<String, Object> connection;
    private final Admin admin;
    private final KafkaProducer<String, String> producer;

    RingTopics(String brokers) {
        this.connection = Map.of("bootstrap.servers", brokers);
        this.admin = Admin.create(connection);
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("acks", "all");
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    /** Sends a record; null for no value. */
    void send(Topic topic, String key, String value) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(topic.topicName(), key, value)).get();
    }

    /** All records of a topic now, in order within a partition. */
    List<ConsumerRecord<String, String>> records(Topic topic) throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> ends = ends(partitions(topic));
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> reader = reader(ends.keySet())) {
            await("the records of " + topic.topicName())
                    .atMost(Waiting.START)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .until(() -> {
                        reader.poll(POLL).forEach(records::add);
                        return ends.entrySet().stream()
                                .allMatch(end -> reader.position(end.getKey()) >= end.getValue());
                    });
        }
        return records;
    }

    /** All events of a topic that can be read. */
    <E extends Record> List<E> events(Topic topic, Class<E> type) throws ExecutionException, InterruptedException {
        return records(topic).stream()
                .map(record -> parse(record.value(), type))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns as soon as a stage of a run tells this. */
    RunProgress awaitProgress(String run, Stage stage, Predicate<RunProgress> told) {
        List<RunProgress> found = new ArrayList<>();
        try (KafkaConsumer<String, String> reader = reader(partitions(Topic.RUN_PROGRESS))) {
            await("progress of stage " + stage.label() + " of run " + run)
                    .atMost(Waiting.RUN)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        for (ConsumerRecord<String, String> record : reader.poll(POLL)) {
                            parse(record.value(), RunProgress.class)
                                    .filter(progress -> progress.run().equals(run) && progress.stage() == stage)
                                    .filter(told)
                                    .ifPresent(found::add);
                        }
                        return !found.isEmpty();
                    });
        }
        return found.get(0);
    }

    /** Sets all groups of stopped consumers to the beginning of all that they have read. */
    void rewindGroups() throws ExecutionException, InterruptedException {
        for (String group : groups()) {
            awaitEmpty(group);
            Map<TopicPartition, OffsetAndMetadata> beginnings = committed(group).keySet().stream()
                    .collect(Collectors.toMap(Function.identity(), partition -> new OffsetAndMetadata(0)));
            admin.alterConsumerGroupOffsets(group, beginnings).all().get();
        }
    }

    private void awaitEmpty(String group) {
        await("group " + group + " without members")
                .atMost(Waiting.START)
                .until(() -> admin.describeConsumerGroups(List.of(group))
                                .all()
                                .get()
                                .get(group)
                                .groupState()
                        == GroupState.EMPTY);
    }

    /** Waits until every group has done with every record that there is, and nothing new comes of it. */
    void awaitQuiet() {
        await("groups that have done with everything")
                .atMost(Waiting.RUN)
                .during(Duration.ofSeconds(1))
                .ignoreException(ExecutionException.class)
                .until(() -> {
                    for (String group : groups()) {
                        if (lag(group) > 0) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private long lag(String group) throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> read = committed(group);
        Map<TopicPartition, Long> ends = ends(read.keySet().stream()
                .map(TopicPartition::topic)
                .distinct()
                .flatMap(topic -> partitions(topic).stream())
                .toList());
        return ends.entrySet().stream()
                .mapToLong(end -> end.getValue() - read.getOrDefault(end.getKey(), 0L))
                .sum();
    }

    private Collection<String> groups() throws ExecutionException, InterruptedException {
        return admin.listGroups().all().get().stream()
                .map(group -> group.groupId())
                .toList();
    }

    private Map<TopicPartition, Long> committed(String group) throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        committed.put(partition, offset.offset());
                    }
                });
        return committed;
    }

    private Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, ListOffsetsResultInfo> found = admin.listOffsets(partitions.stream()
                        .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest())))
                .all()
                .get();
        return found.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue()
                .offset()));
    }

    private static List<TopicPartition> partitions(Topic topic) {
        return partitions(topic.topicName());
    }

    private static List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, Topic.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    private KafkaConsumer<String, String> reader(Collection<TopicPartition> partitions) {
        KafkaConsumer<String, String> reader =
                new KafkaConsumer<>(connection, new StringDeserializer(), new StringDeserializer());
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
        return reader;
    }

    private static <E extends Record> Optional<E> parse(String value, Class<E> type) {
        try {
            return Optional.of(EventCodec.read(value, type));
        } catch (EventException poison) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
