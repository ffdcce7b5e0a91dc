package io.retune.embed.judging;

import io.retune.events.DatasetReference;
import io.retune.events.IndexReady;
import io.retune.events.JudgedModel;
import io.retune.events.ModelReference;
import io.retune.events.RunContext;
import io.retune.ring.Outcome;
import io.retune.ring.StageScope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Stage candidate-index: how the candidate encodes what the base model encoded. */
@ApplicationScoped
public class CandidateIndex {
    private final JudgingIndexer indexer;

    CandidateIndex(JudgingIndexer indexer) {
        this.indexer = indexer;
    }

    /** Does the stage. */
    public Outcome perform(StageScope scope, ModelReference checkpoint) {
        RunContext context = scope.context();
        DatasetReference target = context.dataset().orElseThrow(() -> missing(context, "context.dataset"));
        JudgedModel base = context.base().orElseThrow(() -> missing(context, "context.base"));
        JudgedModel judged = indexer.index(scope, target, inFormatOf(base.model(), checkpoint));
        return Outcome.of(new IndexReady(context.withCandidate(judged)));
    }

    /** Both are judged in the number format in which they are served. */
    private static ModelReference inFormatOf(ModelReference base, ModelReference checkpoint) {
        Optional<String> dtype = checkpoint.dtype().or(base::dtype);
        return new ModelReference(
                checkpoint.name(),
                checkpoint.queryInstruction(),
                checkpoint.passageInstruction(),
                checkpoint.maxLength(),
                dtype);
    }

    private static IllegalArgumentException missing(RunContext context, String field) {
        return new IllegalArgumentException("run " + context.run() + ": " + field
                + " is missing from checkpoint-published, expected what stage base-index put there; start another run");
    }
}
