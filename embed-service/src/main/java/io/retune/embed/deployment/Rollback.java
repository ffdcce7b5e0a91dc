package io.retune.embed.deployment;

import io.retune.embed.EmbedConfig;
import io.retune.embed.generation.Generation;
import io.retune.embed.generation.Generations;
import io.retune.events.Deployment;
import io.retune.ring.TransientFault;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Takes the last deployment back: the generation before it has followed the documents all the time. */
@ApplicationScoped
public class Rollback {
    private final Deployments deployments;
    private final DeploymentRecords records;
    private final Generations generations;
    private final CatchUp catchUp;
    private final Duration wait;

    Rollback(
            Deployments deployments,
            DeploymentRecords records,
            Generations generations,
            CatchUp catchUp,
            EmbedConfig config) {
        this.deployments = deployments;
        this.records = records;
        this.generations = generations;
        this.catchUp = catchUp;
        this.wait = config.rollbackWait();
    }

    /**
     * Makes the previous generation live.
     *
     * @throws UnknownIndex if there is no such index
     * @throws NothingToGoBackTo if there is nothing to go back to
     * @throws TransientFault if the previous generation does not catch up in time
     * @throws Superseded if something else was deployed meanwhile
     */
    public Deployment perform(String index) {
        Deployment live = records.latest(index).orElseThrow(() -> new UnknownIndex(index));
        Generation target = target(live);
        Instant deadline = Instant.now().plus(wait);
        catchUp.await(target, (done, total) -> {
            if (Instant.now().isAfter(deadline)) {
                throw new TransientFault(
                        "index " + index + ": generation " + target.name() + " has applied " + done + " of " + total
                                + " records after " + wait.toSeconds() + " seconds; try again",
                        null);
            }
        });
        return deployments.deploy(target, Optional.of(live.generation()), Deployment.Reason.ROLLBACK, Optional.empty());
    }

    private Generation target(Deployment live) {
        String previous = live.previous()
                .orElseThrow(() -> new NothingToGoBackTo("index " + live.index() + ": generation " + live.generation()
                        + " is its first; there is nothing to go back to"));
        return generations
                .find(live.index(), previous)
                .orElseThrow(() -> new NothingToGoBackTo("index " + live.index() + ": generation " + previous
                        + " was removed after its grace period; train again to replace " + live.generation()));
    }
}
