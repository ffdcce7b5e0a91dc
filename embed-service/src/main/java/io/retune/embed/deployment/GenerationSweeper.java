package io.retune.embed.deployment;

import io.quarkus.scheduler.Scheduled;
import io.retune.embed.EmbedConfig;
import io.retune.embed.generation.Generation;
import io.retune.embed.generation.Generations;
import io.retune.events.Stage;
import io.retune.ring.RunRecords;
import io.retune.ring.TransientFault;
import io.retune.vectors.VectorStoreException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Removes generations that nobody can go back to any more. */
@ApplicationScoped
public class GenerationSweeper {
    private static final Logger LOG = Logger.getLogger(GenerationSweeper.class);

    private final DeploymentRecords records;
    private final Generations generations;
    private final RunRecords runs;
    private final GracePeriod grace;

    GenerationSweeper(DeploymentRecords records, Generations generations, RunRecords runs, EmbedConfig config) {
        this.records = records;
        this.generations = generations;
        this.runs = runs;
        this.grace = new GracePeriod(config.gracePeriod());
    }

    @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        try {
            for (Generation generation : generations.all()) {
                if (isOver(generation)) {
                    LOG.infof("index %s: generation %s is removed", generation.index(), generation.name());
                    generations.remove(generation);
                }
            }
            records.indexes().forEach(generations::removeLeftovers);
        } catch (VectorStoreException | TransientFault e) {
            LOG.warnf("generations are swept later: %s", e.getMessage());
        }
    }

    private boolean isOver(Generation generation) {
        boolean hasPromotionEnded =
                runs.outcome(generation.name(), Stage.PROMOTION).isPresent();
        return grace.isOver(generation, records.history(generation.index()), hasPromotionEnded, Instant.now());
    }
}
