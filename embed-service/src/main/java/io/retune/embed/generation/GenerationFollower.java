package io.retune.embed.generation;

import io.retune.events.Topic;
import io.retune.ring.Patience;
import io.retune.ring.channel.BrokerClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
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
    /** How often it looks whether it still follows the right log into the right collection. */
    private static final Duration CHECK = Duration.ofSeconds(5);

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
    record Parts(BrokerClients clients, GenerationCollections collections, DocumentApplier applier) {}

    @Override
    public void run() {
        try {
            while (!isStopped()) {
                prepare().ifPresent(this::follow);
            }
        } catch (RuntimeException e) {
            if (!isStopped()) {
                fault = e;
                LOG.errorf(e, "generation %s: following the documents failed; it begins anew", generation.collection());
            }
        }
    }

    /** Nothing if it is stopped before. */
    private Optional<Incarnation> prepare() {
        while (!isStopped()) {
            try {
                Incarnation prepared = parts.collections().prepare(generation);
                wait = FIRST_WAIT;
                return Optional.of(prepared);
            } catch (RuntimeException e) {
                requireWorthwhile(e);
                awaitStop(longer());
            }
        }
        return Optional.empty();
    }

    /** Until the collection, or the log, is another one. */
    private void follow(Incarnation followed) {
        committed = Map.of();
        try (KafkaConsumer<String, String> member = parts.clients().member(followed.group())) {
            consumer = member;
            member.subscribe(List.of(Topic.DOCUMENTS.topicName()));
            long checked = System.nanoTime();
            while (!isStopped()) {
                step(member);
                if (System.nanoTime() - checked > CHECK.toNanos()) {
                    if (isAnother(followed)) {
                        return;
                    }
                    checked = System.nanoTime();
                }
            }
        }
    }

    private boolean isAnother(Incarnation followed) {
        try {
            return !parts.collections().prepare(generation).equals(followed);
        } catch (RuntimeException e) {
            requireWorthwhile(e);
            return false; // a step waits for what is away, and the next look comes
        }
    }

    private void step(KafkaConsumer<String, String> member) {
        ConsumerRecords<String, String> records = ConsumerRecords.empty();
        try {
            records = member.poll(POLL);
            if (!records.isEmpty()) {
                parts.applier().apply(generation, records);
            }
            works |= !records.isEmpty();
            commit(member);
            measureLag(member);
            wait = FIRST_WAIT;
        } catch (RuntimeException e) {
            requireWorthwhile(e);
            rewind(member, records);
            pause(member, longer());
        }
    }

    /** What is away is waited for; everything else ends the follower. */
    private void requireWorthwhile(RuntimeException fault) {
        if (!Patience.isWorthwhile(fault)) {
            throw fault;
        }
        LOG.warnf("generation %s waits: %s", generation.collection(), Patience.describe(fault));
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
        List<OptionalLong> lags =
                member.assignment().stream().map(member::currentLag).toList();
        lag = lags.stream().mapToLong(known -> known.orElse(0)).sum();
        works |= lag == 0 && !lags.isEmpty() && lags.stream().allMatch(OptionalLong::isPresent);
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

    /** Whether it has applied records, or has nothing left to apply. */
    boolean works() {
        return works;
    }

    /** Records of this process' partitions that are still to be applied. */
    long lag() {
        return lag;
    }
}
