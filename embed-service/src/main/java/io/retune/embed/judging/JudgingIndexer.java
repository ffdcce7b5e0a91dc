package io.retune.embed.judging;

import io.retune.dataset.RagDataset;
import io.retune.dataset.split.JudgedQueries;
import io.retune.embed.model.EncoderLease;
import io.retune.embed.model.ServedModels;
import io.retune.embed.model.SharedEncoder;
import io.retune.encoder.VectorMatrix;
import io.retune.encoder.model.Sha256;
import io.retune.events.DatasetReference;
import io.retune.events.JudgedModel;
import io.retune.events.JudgedSet;
import io.retune.events.ModelReference;
import io.retune.ring.StageScope;
import io.retune.ring.model.ReferencedModels;
import io.retune.vectors.Point;
import io.retune.vectors.VectorStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Fills a model's judging collections, and goes on where it was interrupted. */
@ApplicationScoped
public class JudgingIndexer {
    private final Datasets datasets;
    private final ServedModels models;
    private final VectorStore vectors;

    JudgingIndexer(Datasets datasets, ServedModels models, VectorStore vectors) {
        this.datasets = datasets;
        this.models = models;
        this.vectors = vectors;
    }

    /**
     * Encodes target and guards.
     *
     * @throws io.retune.dataset.DatasetException if a data set cannot judge
     */
    JudgedModel index(StageScope scope, DatasetReference target, ModelReference model) {
        try (EncoderLease lease = models.forStage(model)) {
            SharedEncoder encoder = lease.encoder();
            Work work = new Work(scope, encoder);
            JudgedSet judgedTarget = work.plan(target, true);
            List<JudgedSet> guards = new ArrayList<>();
            for (DatasetReference guard : scope.context().guards()) {
                guards.add(work.plan(guard, false));
            }
            work.perform();
            return new JudgedModel(
                    ReferencedModels.pinned(model),
                    encoder.identity().passage(),
                    encoder.identity().query(),
                    judgedTarget,
                    guards);
        }
    }

    /** All collections of one stage, so that progress counts all texts. */
    private final class Work {
        private final StageScope scope;
        private final SharedEncoder encoder;
        private final List<JudgingCollection> collections = new ArrayList<>();
        private long total;
        private long done;

        Work(StageScope scope, SharedEncoder encoder) {
            this.scope = scope;
            this.encoder = encoder;
        }

        JudgedSet plan(DatasetReference reference, boolean isTarget) {
            RagDataset dataset = datasets.read(reference);
            requireQueries(dataset, isTarget);
            JudgingCollection passages = JudgingCollection.passages(dataset, encoder);
            JudgingCollection queries = JudgingCollection.queries(dataset, encoder);
            collections.add(passages);
            collections.add(queries);
            total += passages.texts().size() + queries.texts().size();
            return new JudgedSet(reference, passages.name(), queries.name());
        }

        /** Better now than after an hour of encoding. */
        private void requireQueries(RagDataset dataset, boolean isTarget) {
            if (isTarget) {
                JudgedQueries.target(dataset, RagDataset.VAL);
            } else {
                JudgedQueries.guard(dataset, scope.context().seed());
            }
        }

        void perform() {
            for (JudgingCollection collection : collections) {
                vectors.createCollection(collection.spec());
                long there = vectors.count(collection.name());
                if (there < collection.texts().size()) {
                    fill(collection, there > 0);
                } else {
                    advance(collection.texts().size());
                }
            }
        }

        private void fill(JudgingCollection collection, boolean wasBegun) {
            List<String> ids = collection.longestFirst();
            for (int start = 0; start < ids.size(); start += SharedEncoder.SLICE) {
                List<String> slice = ids.subList(start, Math.min(ids.size(), start + SharedEncoder.SLICE));
                Set<String> there =
                        wasBegun ? vectors.vectors(collection.name(), slice).keySet() : Set.of();
                List<String> missing =
                        slice.stream().filter(id -> !there.contains(id)).toList();
                if (!missing.isEmpty()) {
                    vectors.upsert(collection.name(), points(collection, missing));
                }
                advance(slice.size());
            }
        }

        private List<Point> points(JudgingCollection collection, List<String> ids) {
            List<String> texts = ids.stream().map(collection.texts()::get).toList();
            VectorMatrix made = encoder.encodeCached(collection.role(), texts);
            List<Point> points = new ArrayList<>(ids.size());
            for (int i = 0; i < texts.size(); i++) {
                String text = texts.get(i);
                points.add(new Point(ids.get(i), made.row(i), text, Sha256.of(text), 0, Map.of()));
            }
            return points;
        }

        private void advance(int texts) {
            done += texts;
            scope.progress(done, total, "texts", "encoding with the model " + name());
        }

        private String name() {
            return scope.context().base().isPresent() ? "that was trained" : "to begin with";
        }
    }
}
