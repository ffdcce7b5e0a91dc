package io.retune.embed.log;

import io.retune.events.Topic;
import io.retune.ring.channel.BrokerClients;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/** Reads all of a topic, from its beginning and on; every process for itself, without a group. */
public final class TopicFollower implements Runnable {
    private static final Logger LOG = Logger.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final BrokerClients clients;
    private final Topic topic;
    private final Consumer<ConsumerRecord<String, String>> records;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile KafkaConsumer<String, String> consumer;

    /** A follower; {@link #run} reads until {@link #stop}. */
    public TopicFollower(BrokerClients clients, Topic topic, Consumer<ConsumerRecord<String, String>> records) {
        this.clients = clients;
        this.topic = topic;
        this.records = records;
    }

    @Override
    public void run() {
        while (end.getCount() > 0) {
            try (KafkaConsumer<String, String> reader = clients.reader()) {
                consumer = reader;
                follow(reader);
            } catch (WakeupException stop) {
                LOG.debugf("topic %s is no longer followed", topic.topicName());
            } catch (RuntimeException e) {
                LOG.warnf(e, "topic %s: reading begins anew", topic.topicName());
                pause();
            }
        }
    }

    /** What fails at once, such as a broker's name that cannot be resolved, is not tried in a loop. */
    private void pause() {
        try {
            end.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end.countDown();
        }
    }

    private void follow(KafkaConsumer<String, String> reader) {
        Set<TopicPartition> partitions = Set.of();
        while (end.getCount() > 0) {
            if (partitions.isEmpty()) {
                partitions = partitions(reader);
                reader.assign(partitions);
                reader.seekToBeginning(partitions);
            }
            reader.poll(POLL).forEach(records);
        }
    }

    /** None as long as the topic does not exist or the broker is away. */
    private Set<TopicPartition> partitions(KafkaConsumer<String, String> reader) {
        try {
            List<PartitionInfo> there = reader.partitionsFor(topic.topicName(), POLL);
            return there.stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .collect(Collectors.toSet());
        } catch (WakeupException stop) {
            throw stop;
        } catch (KafkaException e) {
            LOG.debugf("topic %s: no partitions yet: %s", topic.topicName(), e.getMessage());
            return Set.of();
        }
    }

    /** Ends it. */
    public void stop() {
        end.countDown();
        KafkaConsumer<String, String> reader = consumer;
        if (reader != null) {
            reader.wakeup();
        }
    }
}
