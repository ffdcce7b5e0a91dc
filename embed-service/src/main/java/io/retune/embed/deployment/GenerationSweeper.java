package io.retune.embed.deployment;

import io.quarkus.scheduler.Scheduled;
import io.retune.embed.EmbedConfig;
import io.retune.embed.generation.Generation;
import io.retune.embed.generation.Generations;
import io.retune.events.Stage;
import io.retune.ring.Patience;
import io.retune.ring.RunRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Removes generations that nobody can go back to any more. */
@ApplicationScoped
public class GenerationSweeper {
    private static final Logger LOG = Logger.getLogger(GenerationSweeper.class);

    private static final Duration MARGIN = Duration.ofMinutes(5);

    private final DeploymentRecords records;
    private final Generations generations;
    private final RunRecords runs;
    private final GracePeriod grace;

    GenerationSweeper(DeploymentRecords records, Generations generations, RunRecords runs, EmbedConfig config) {
        this.records = records;
        this.generations = generations;
        this.runs = runs;
        // Whoever rolls back just before the grace period is over waits, and then deploys.
        this.grace =
                new GracePeriod(config.gracePeriod().plus(config.rollbackWait()).plus(MARGIN));
    }

    @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        for (Generation generation : generations.all()) {
            orLater(generation.index(), () -> removeIfOver(generation));
        }
        for (String index : records.indexes()) {
            orLater(index, () -> generations.removeLeftovers(index));
        }
    }

    private static void orLater(String index, Runnable sweep) {
        try {
            sweep.run();
        } catch (RuntimeException e) {
            LOG.warnf("index %s: its generations are swept later: %s", index, Patience.describe(e));
        }
    }

    private void removeIfOver(Generation generation) {
        if (isOver(generation)) {
            LOG.infof("index %s: generation %s is removed", generation.index(), generation.name());
            generations.remove(generation);
        }
    }

    private boolean isOver(Generation generation) {
        boolean hasPromotionEnded =
                runs.outcome(generation.name(), Stage.PROMOTION).isPresent();
        return grace.isOver(generation, records.history(generation.index()), hasPromotionEnded, Instant.now());
    }
}
