package io.retune.train.work;

import io.retune.events.JudgedModel;
import io.retune.train.search.CollectedVectors;
import io.retune.training.nudge.NudgeOutcome;
import io.retune.training.nudge.NudgeTraining;
import io.retune.vectors.VectorStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Moves passages towards their training queries. It takes seconds, so that nothing is saved on the way. */
final class NudgeWork {
    private final VectorStore vectors;
    private final Path cache;

    /**
     * Its surroundings.
     *
     * @param vectors judging collections
     * @param cache of vectors, for a training without judging collections
     */
    NudgeWork(VectorStore vectors, Path cache) {
        this.vectors = vectors;
        this.cache = cache;
    }

    Trained train(Start start) throws IOException {
        NudgeTraining training =
                NudgeTraining.of(start.dataset(), start.options().nudge().orElseThrow());
        start.scope().say(training.describe());
        Path checkpoint = start.folder().checkpoint();
        NudgeOutcome outcome = start.judged().isPresent()
                ? training.run(start.base(), collected(start, start.judged().get()), checkpoint)
                : start.encoded(cache, found -> training.run(start.base(), found, checkpoint));
        start.scope().say(outcome.describe());
        return new Trained(outcome.asOneStep(), outcome.deltas().isPresent() ? List.of() : List.of(outcome.describe()));
    }

    private CollectedVectors collected(Start start, JudgedModel judged) {
        return new CollectedVectors(
                start.collected(vectors, judged.target(), start.dataset()),
                start.dataset(),
                judged,
                start.base().description().dimensions());
    }
}
