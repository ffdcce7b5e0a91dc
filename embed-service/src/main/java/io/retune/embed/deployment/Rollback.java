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
import java.util.OptionalLong;

/** Takes the last deployment back: the generation before it has followed the documents all the time. */
@ApplicationScoped
public class Rollback {
    private final Deployments deployments;
    private final DeploymentRecords records;
    private final Generations generations;
    private final CatchUp catchUp;
    private final Duration wait;
    private final GracePeriod grace;

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
        this.grace = new GracePeriod(config.gracePeriod());
    }

    /**
     * Makes the previous generation live.
     *
     * @param seen the sequence number that whoever asks has seen live; asked again, the rollback is not taken back.
     *     Absent: whatever is live
     * @throws UnknownIndex if there is no such index
     * @throws NothingToGoBackTo if there is nothing to go back to
     * @throws TransientFault if the previous generation does not catch up in time
     * @throws NotFollowing if it cannot
     * @throws Superseded if something else was deployed meanwhile
     */
    public Deployment perform(String index, OptionalLong seen) {
        Deployment live = records.latest(index).orElseThrow(() -> new UnknownIndex(index));
        if (seen.isPresent() && seen.getAsLong() != live.sequence()) {
            return done(index, seen.getAsLong())
                    .orElseThrow(() -> new Superseded(index, "sequence " + seen.getAsLong(), live));
        }
        Generation target = target(live);
        awaitCaughtUp(live, target);
        try {
            return deployments.deploy(
                    target, Optional.of(live.generation()), Deployment.Reason.ROLLBACK, Optional.empty());
        } catch (Superseded superseded) {
            if (seen.isEmpty()) {
                throw superseded;
            }
            return done(index, seen.getAsLong()).orElseThrow(() -> superseded);
        }
    }

    /** The same rollback, if it is what happened next and still counts. */
    private Optional<Deployment> done(String index, long seen) {
        return records.latest(index)
                .filter(latest -> latest.sequence() == seen + 1 && latest.reason() == Deployment.Reason.ROLLBACK);
    }

    private void awaitCaughtUp(Deployment live, Generation target) {
        String index = live.index();
        Instant deadline = Instant.now().plus(wait);
        catchUp.await(target, generations.find(index, live.generation()), (done, total) -> {
            if (Instant.now().isAfter(deadline)) {
                throw new TransientFault(
                        "index " + index + ": generation " + target.name() + " has applied " + done + " of " + total
                                + " records after " + wait.toSeconds() + " seconds; try again",
                        null);
            }
        });
    }

    private Generation target(Deployment live) {
        String previous = live.previous()
                .orElseThrow(() -> new NothingToGoBackTo("index " + live.index() + ": generation " + live.generation()
                        + " is its first; there is nothing to go back to"));
        return generations
                .find(live.index(), previous)
                .filter(found -> !grace.isOver(found, records.history(live.index()), false, Instant.now()))
                .orElseThrow(() -> new NothingToGoBackTo("index " + live.index() + ": generation " + previous
                        + " is past its grace period; train again to replace " + live.generation()));
    }
}
