package io.retune.embed.judging;

import io.retune.embed.deployment.FirstGeneration;
import io.retune.events.DatasetReference;
import io.retune.events.Deployment;
import io.retune.events.IndexReady;
import io.retune.events.JudgedModel;
import io.retune.events.ModelReference;
import io.retune.events.RunContext;
import io.retune.ring.Outcome;
import io.retune.ring.StageScope;
import jakarta.enterprise.context.ApplicationScoped;

/** Stage base-index: what is judged, and how the base model encodes it. */
@ApplicationScoped
public class BaseIndex {
    private final FirstGeneration firstGeneration;
    private final IndexSnapshot snapshot;
    private final JudgingIndexer indexer;

    BaseIndex(FirstGeneration firstGeneration, IndexSnapshot snapshot, JudgingIndexer indexer) {
        this.firstGeneration = firstGeneration;
        this.snapshot = snapshot;
        this.indexer = indexer;
    }

    /**
     * Does the stage.
     *
     * @throws io.retune.embed.deployment.ModelConflict if the run names a model that the index is not encoded with
     */
    public Outcome perform(StageScope scope) {
        RunContext context = scope.context();
        Deployment live = firstGeneration.ensure(context.index(), context.model());
        ModelReference base = context.model().orElse(live.model());
        DatasetReference target = context.dataset().orElseGet(() -> snapshot.of(scope));
        JudgedModel judged = indexer.index(scope, target, base);
        return Outcome.of(new IndexReady(context.withBase(target, judged, live.generation())));
    }
}
