package io.retune.embed.deployment;

import io.retune.embed.generation.Generation;
import io.retune.embed.generation.Generations;
import io.retune.events.Deployment;
import io.retune.events.JudgedModel;
import io.retune.events.RunContext;
import io.retune.ring.Outcome;
import io.retune.ring.StageScope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Stage promotion: a promoted candidate gets a generation of its own, and goes live once it has caught up. */
@ApplicationScoped
public class Promotion {
    private final Deployments deployments;
    private final DeploymentRecords records;
    private final Generations generations;
    private final CatchUp catchUp;

    Promotion(Deployments deployments, DeploymentRecords records, Generations generations, CatchUp catchUp) {
        this.deployments = deployments;
        this.records = records;
        this.generations = generations;
        this.catchUp = catchUp;
    }

    /** Does the stage; done again, it finds the generation that it began, or that it is live. */
    public Outcome perform(StageScope scope) {
        RunContext context = scope.context();
        if (wasDeployed(context)) {
            return live(scope);
        }
        try {
            requireStillLive(context);
            Generation generation = build(context);
            catchUp.await(generation, live(context), (done, total) -> {
                scope.progress(done, total, "documents", "the new generation follows the documents");
                requireStillLive(context);
            });
            deployments.deploy(
                    generation, context.generation(), Deployment.Reason.PROMOTION, Optional.of(context.run()));
            return live(scope);
        } catch (Superseded superseded) {
            // By another owner of this very promotion, perhaps. A generation that never goes live is swept later.
            return wasDeployed(context) ? live(scope) : Outcome.of(scope.done(superseded.getMessage()));
        }
    }

    private boolean wasDeployed(RunContext context) {
        return records.history(context.index()).stream()
                .anyMatch(deployment -> deployment.generation().equals(context.run()));
    }

    private Optional<Generation> live(RunContext context) {
        return context.generation().flatMap(name -> generations.find(context.index(), name));
    }

    private static Outcome live(StageScope scope) {
        RunContext context = scope.context();
        return Outcome.of(scope.done("live: generation " + context.run() + " of index " + context.index()));
    }

    private void requireStillLive(RunContext context) {
        if (!records.latest(context.index()).map(Deployment::generation).equals(context.generation())) {
            throw deployments.superseded(context.index(), context.generation());
        }
    }

    private Generation build(RunContext context) {
        JudgedModel candidate = context.candidate()
                .orElseThrow(() -> new IllegalArgumentException("run " + context.run()
                        + ": is promoted without a candidate; expected context.candidate; start another run"));
        Generation generation = generations.create(context.index(), context.run(), candidate.model());
        if (!generation.passageIdentity().equals(candidate.passageIdentity())) {
            throw new IllegalArgumentException("run " + context.run() + ": found passage identity "
                    + generation.passageIdentity() + " of model "
                    + candidate.model().name() + ", expected "
                    + candidate.passageIdentity() + ", which was judged; start another run");
        }
        return generation;
    }
}
