package io.retune.embed.deployment;

import io.retune.embed.generation.Followers;
import io.retune.embed.generation.Generation;
import io.retune.embed.log.LogPositions;
import io.retune.events.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;

/** Waits until a generation has everything that was written. */
@ApplicationScoped
public class CatchUp {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final LogPositions positions;
    private final Followers followers;

    CatchUp(LogPositions positions, Followers followers) {
        this.positions = positions;
        this.followers = followers;
    }

    /** Hears how far a generation is; may throw to end the waiting. */
    interface Listener {
        /** Of {@code total} records written when the waiting began, {@code done} are applied. */
        void progress(long done, long total);
    }

    /**
     * Waits for a moment in which the generation lags behind nothing.
     *
     * @throws IllegalStateException if its documents cannot be followed, whoever tries
     */
    void await(Generation generation, Listener listener) {
        followers.reconcile();
        Map<TopicPartition, Long> goal = positions.ends(Topic.DOCUMENTS);
        long total = goal.values().stream().mapToLong(Long::longValue).sum();
        while (true) {
            Map<TopicPartition, Long> applied = positions.applied(generation.group());
            long missing = LogPositions.lag(goal, applied);
            listener.progress(total - missing, total);
            if (missing == 0 && LogPositions.lag(positions.ends(Topic.DOCUMENTS), applied) == 0) {
                return;
            }
            Optional<String> fault = followers.fault(generation);
            if (fault.isPresent()) {
                throw new IllegalStateException("generation " + generation.collection()
                        + " cannot follow the documents: " + fault.get() + "; correct that and try again");
            }
            LockSupport.parkNanos(PAUSE.toNanos()); // offsets are committed by any replica: nobody here is told
        }
    }
}
