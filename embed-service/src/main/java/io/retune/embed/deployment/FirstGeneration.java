package io.retune.embed.deployment;

import io.retune.embed.EmbedConfig;
import io.retune.embed.generation.Followers;
import io.retune.embed.generation.Generation;
import io.retune.embed.generation.Generations;
import io.retune.embed.generation.IndexName;
import io.retune.embed.model.EncoderLease;
import io.retune.embed.model.ServedModels;
import io.retune.events.Deployment;
import io.retune.events.ModelReference;
import io.retune.ring.model.ReferencedModels;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Gives an index that has nothing live a generation, so that it can be searched while it fills. */
@ApplicationScoped
public class FirstGeneration {
    private static final String NAME = "first";

    private final Deployments deployments;
    private final DeploymentRecords records;
    private final Generations generations;
    private final Followers followers;
    private final ServedModels models;
    private final ModelReference standard;

    FirstGeneration(
            Deployments deployments,
            DeploymentRecords records,
            Generations generations,
            Followers followers,
            ServedModels models,
            EmbedConfig config) {
        this.deployments = deployments;
        this.records = records;
        this.generations = generations;
        this.followers = followers;
        this.models = models;
        this.standard = ModelReference.of(config.defaultModel());
    }

    /**
     * What is live on the index, after this call in any case.
     *
     * @param model wanted; absent: whatever is live, or the default model
     * @throws ModelConflict if something is live whose passages are encoded differently
     */
    public Deployment ensure(String index, Optional<ModelReference> model) {
        Optional<Deployment> live = records.latest(IndexName.usable(index));
        Deployment first = live.isPresent() ? live.get() : create(index, model.orElse(standard));
        model.ifPresent(wanted -> requireSame(first, wanted));
        return first;
    }

    private Deployment create(String index, ModelReference model) {
        Generation generation = generations.create(index, NAME, model);
        followers.reconcile();
        try {
            return deployments.deploy(generation, Optional.empty(), Deployment.Reason.FIRST, Optional.empty());
        } catch (Superseded another) {
            return records.latest(index).orElseThrow();
        }
    }

    private void requireSame(Deployment live, ModelReference wanted) {
        if (ReferencedModels.pinned(wanted).equals(live.model())) {
            return;
        }
        try (EncoderLease lease = models.forStage(wanted)) {
            if (!lease.encoder().identity().passage().equals(live.passageIdentity())) {
                throw new ModelConflict(live, wanted);
            }
        }
    }
}
