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
    /** While others write without a pause there may be no moment without lag: then this little, after a while, will do. */
    private static final int NEARLY = 64;

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(5);

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
     * Waits until the generation has everything that was written before, and for a moment in which it lags behind
     * nothing, or under steady writes behind a batch at the most.
     *
     * @throws IllegalStateException if its documents cannot be followed, whoever tries
     */
    void await(Generation generation, Listener listener) {
        followers.reconcile();
        Map<TopicPartition, Long> goal = positions.ends(Topic.DOCUMENTS);
        long total = goal.values().stream().mapToLong(Long::longValue).sum();
        long reached = Long.MAX_VALUE;
        while (true) {
            Map<TopicPartition, Long> applied = positions.applied(generation.group());
            long missing = LogPositions.lag(goal, applied);
            listener.progress(total - missing, total);
            if (missing == 0) {
                reached = Math.min(reached, System.nanoTime());
                long allowed = System.nanoTime() - reached > LONG_ENOUGH.toNanos() ? NEARLY : 0;
                if (LogPositions.lag(positions.ends(Topic.DOCUMENTS), applied) <= allowed) {
                    return;
                }
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
