package io.retune.embed.generation;

import io.retune.embed.log.BrokerClients;
import io.retune.embed.log.LogPositions;
import io.retune.events.Topic;
import io.retune.ring.TransientFault;
import io.retune.vectors.VectorStore;
import io.retune.vectors.VectorStoreUnavailable;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;

/**
 * Keeps a generation's collection equal to the documents log. Its consumer group's offsets are its resume point: they
 * are committed after the points are applied, and whatever is applied twice applies only if newer. While the broker or
 * Qdrant is away it waits; any other fault ends it, and {@link Followers} begins anew.
 *
 * <p>Its thread is never interrupted: that would close the vector cache under it.
 */
final class GenerationFollower implements Runnable {
    private static final Logger LOG = Logger.getLogger(GenerationFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Generation generation;
    private final Parts parts;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile KafkaConsumer<String, String> consumer;
    private volatile RuntimeException fault;
    private volatile boolean works;
    private volatile long lag;
    private Map<TopicPartition, Long> committed = Map.of();
    private Duration wait = FIRST_WAIT;

    GenerationFollower(Generation generation, Parts parts) {
        this.generation = generation;
        this.parts = parts;
    }

    /** What all followers use. */
    record Parts(
            BrokerClients clients,
            LogPositions positions,
            VectorStore vectors,
            DocumentApplier applier,
            Generations generations) {}

    @Override
    public void run() {
        try {
            boolean fromBeginning = prepareCollection();
            if (!isStopped()) {
                follow(fromBeginning);
            }
        } catch (RuntimeException e) {
            if (!isStopped()) {
                fault = e;
                LOG.errorf(e, "generation %s: following the documents failed; it begins anew", generation.collection());
            }
        }
    }

    /** A collection that was not there has nothing of what the group's offsets say was applied. */
    private boolean prepareCollection() {
        while (!isStopped()) {
            try {
                boolean isNew =
                        parts.vectors().describe(generation.collection()).isEmpty();
                if (isNew) {
                    parts.positions().forget(generation.group());
                    parts.generations().createCollection(generation);
                }
                wait = FIRST_WAIT;
                return isNew;
            } catch (VectorStoreUnavailable | TransientFault away) {
                LOG.warnf("generation %s waits: %s", generation.collection(), away.getMessage());
                awaitStop(longer());
            }
        }
        return false;
    }

    private void follow(boolean fromBeginning) {
        try (KafkaConsumer<String, String> member = parts.clients().member(generation.group())) {
            consumer = member;
            member.subscribe(List.of(Topic.DOCUMENTS.topicName()), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                    if (fromBeginning) {
                        member.seekToBeginning(partitions);
                    }
                }
            });
            while (!isStopped()) {
                step(member, member.poll(POLL));
            }
        }
    }

    private void step(KafkaConsumer<String, String> member, ConsumerRecords<String, String> records) {
        try {
            if (!records.isEmpty()) {
                parts.applier().apply(generation, records);
            }
            works = true;
            commit(member);
            measureLag(member);
            wait = FIRST_WAIT;
        } catch (VectorStoreUnavailable | TransientFault away) {
            LOG.warnf("generation %s waits: %s", generation.collection(), away.getMessage());
            rewind(member, records);
            pause(member, longer());
        }
    }

    /** Positions move past records that nobody reads, such as those that compaction removed: they are committed too. */
    private void commit(KafkaConsumer<String, String> member) {
        try {
            Map<TopicPartition, Long> positions = new HashMap<>();
            member.assignment().forEach(partition -> positions.put(partition, member.position(partition)));
            if (!positions.equals(committed)) {
                member.commitSync();
                committed = positions;
            }
        } catch (CommitFailedException | RebalanceInProgressException | RetriableException e) {
            LOG.debugf(
                    "generation %s: a later commit will cover this one: %s", generation.collection(), e.getMessage());
        }
    }

    private void measureLag(KafkaConsumer<String, String> member) {
        lag = member.assignment().stream()
                .map(member::currentLag)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .sum();
    }

    private static void rewind(KafkaConsumer<String, String> member, ConsumerRecords<String, String> records) {
        for (TopicPartition partition : records.partitions()) {
            ConsumerRecord<String, String> first = records.records(partition).get(0);
            if (member.assignment().contains(partition)) {
                member.seek(partition, first.offset());
            }
        }
    }

    /** Keeps polling, so that the group does not take the follower for dead. */
    private void pause(KafkaConsumer<String, String> member, Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        while (!isStopped() && System.nanoTime() < end) {
            member.pause(member.assignment());
            rewind(member, member.poll(POLL)); // of partitions that came just now
        }
        member.resume(member.assignment());
    }

    private Duration longer() {
        Duration now = wait;
        Duration doubled = wait.multipliedBy(2);
        wait = doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
        return now;
    }

    private void awaitStop(Duration duration) {
        try {
            if (stopped.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debugf("generation %s is no longer followed", generation.collection());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped.countDown();
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Ends after the batch under way. */
    void stop() {
        stopped.countDown();
        KafkaConsumer<String, String> member = consumer;
        if (member != null) {
            member.wakeup();
        }
    }

    /** Why it ended by itself; null while it follows. */
    RuntimeException fault() {
        return fault;
    }

    /** Whether it has taken a step without a fault. */
    boolean works() {
        return works;
    }

    /** Records of this process' partitions that are still to be applied. */
    long lag() {
        return lag;
    }
}
