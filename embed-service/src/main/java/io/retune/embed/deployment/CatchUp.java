package io.retune.embed.deployment;

import io.retune.embed.generation.Followers;
import io.retune.embed.generation.Generation;
import io.retune.embed.generation.GenerationCollections;
import io.retune.embed.generation.Generations;
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
    private static final long NEARLY = 64;

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(5);

    private final LogPositions positions;
    private final Generations generations;
    private final GenerationCollections collections;
    private final Followers followers;

    CatchUp(LogPositions positions, Generations generations, GenerationCollections collections, Followers followers) {
        this.generations = generations;
        this.positions = positions;
        this.collections = collections;
        this.followers = followers;
    }

    /** Hears how far a generation is; may throw to end the waiting. */
    interface Listener {
        /** Of {@code total} records written when the waiting began, {@code done} are applied. */
        void progress(long done, long total);
    }

    /**
     * Waits until the generation has everything that was written before, and for a moment in which it lags behind
     * nothing. Under steady writes there may be none: after a while it may lag as far as what is live, or by a batch.
     *
     * @param live what searches go to meanwhile
     * @throws GenerationGone if it is no longer there
     * @throws NotFollowing if its documents cannot be followed, whoever tries
     */
    void await(Generation generation, Optional<Generation> live, Listener listener) {
        followers.reconcile();
        Map<TopicPartition, Long> goal = positions.ends(Topic.DOCUMENTS);
        long total = goal.values().stream().mapToLong(Long::longValue).sum();
        long reached = Long.MAX_VALUE;
        while (true) {
            Map<TopicPartition, Long> applied = collections.applied(generation);
            long missing = LogPositions.lag(goal, applied);
            listener.progress(total - missing, total);
            if (missing == 0) {
                reached = Math.min(reached, System.nanoTime());
                boolean isLate = System.nanoTime() - reached > LONG_ENOUGH.toNanos();
                if (lag(applied) <= (isLate ? allowed(live) : 0)) {
                    return;
                }
            }
            requireFollowed(generation);
            if (applied.isEmpty()
                    && generations.find(generation.index(), generation.name()).isEmpty()) {
                throw new GenerationGone(generation); // swept, since nothing had made it live for long
            }
            LockSupport.parkNanos(PAUSE.toNanos()); // offsets are committed by any replica: nobody here is told
        }
    }

    private long lag(Map<TopicPartition, Long> applied) {
        return LogPositions.lag(positions.ends(Topic.DOCUMENTS), applied);
    }

    private long allowed(Optional<Generation> live) {
        return live.map(collections::applied)
                .map(this::lag)
                .filter(lag -> lag > NEARLY)
                .orElse(NEARLY);
    }

    private void requireFollowed(Generation generation) {
        followers.fault(generation).ifPresent(fault -> {
            throw new NotFollowing(generation, fault);
        });
    }
}
