package io.retune.train.work;

import io.retune.dataset.RagDataset;
import io.retune.encoder.CachedEncoder;
import io.retune.encoder.Dtype;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.model.ModelFolder;
import io.retune.events.JudgedModel;
import io.retune.events.JudgedSet;
import io.retune.events.RunContext;
import io.retune.ring.StageScope;
import io.retune.train.search.CheckedQueryEncoder;
import io.retune.train.search.QdrantSearch;
import io.retune.training.evaluation.VectorSource;
import io.retune.vectors.VectorStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a training starts with.
 *
 * @param scope the run, and safe points
 * @param folder for what is unfinished
 * @param dataset whose split {@code train} trains
 * @param base the model, without vector deltas
 * @param judged collections that hold the vectors of {@code base}; absent: it encodes here
 * @param options the recipe
 */
record Start(
        StageScope scope,
        WorkFolder folder,
        RagDataset dataset,
        ModelFolder base,
        Optional<JudgedModel> judged,
        RecipeOptions options) {

    /** Something that takes vectors of the base model. */
    interface EncodedWork<T> {
        T with(VectorSource vectors) throws IOException;
    }

    RunContext context() {
        return scope.context();
    }

    Dtype dtype() {
        return options.training().dtype();
    }

    /** A data set in the collections of the base model; only where it is judged. */
    QdrantSearch collected(VectorStore vectors, JudgedSet set, RagDataset corpus) {
        CheckedQueryEncoder encoder = new CheckedQueryEncoder(base, dtype(), judged.orElseThrow(), scope::check);
        return new QdrantSearch(vectors, set, corpus, encoder, scope::check);
    }

    /** Does something with vectors that are encoded here, with safe points, unless the cache has them. */
    <T> T encoded(Path cache, EncodedWork<T> work) throws IOException {
        try (TextEncoder encoder = TextEncoder.open(base, dtype());
                CachedEncoder cached = new CachedEncoder(encoder, cache)) {
            return work.with(
                    VectorSource.cached(cached, (done, total) -> scope.progress(done, total, "texts", "encoding")));
        }
    }
}
