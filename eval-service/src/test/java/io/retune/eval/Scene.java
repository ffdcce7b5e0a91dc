package io.retune.eval;

import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.DatasetWriter;
import io.retune.dataset.RagDataset;
import io.retune.events.DatasetReference;
import io.retune.events.JudgedModel;
import io.retune.events.JudgedSet;
import io.retune.events.ModelReference;
import io.retune.vectors.CollectionSpec;
import io.retune.vectors.Point;
import io.retune.vectors.VectorStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A data set and the judging collections of models that find its passages well or badly. */
final class Scene {
    static final int QUERIES = 240;
    private static final int DIMENSIONS = 16;

    private final ArtifactStore artifacts;
    private final VectorStore vectors;

    Scene(ArtifactStore artifacts, VectorStore vectors) {
        this.artifacts = artifacts;
        this.vectors = vectors;
    }

    DatasetReference dataset(String name) {
        DatasetBuilder builder = RagDataset.builder(name);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < QUERIES; i++) {
            builder.passage("p" + i, name + " passage " + i)
                    .query("q" + i, name + " query " + i)
                    .relevant("q" + i, "p" + i);
            ids.add("q" + i);
        }
        RagDataset dataset = builder.split(RagDataset.VAL, ids).build();
        String artifact = artifacts.publish(
                DatasetReference.KIND, folder -> DatasetWriter.write(dataset, folder.resolve(DatasetReference.FILE)));
        return new DatasetReference(name, artifact);
    }

    /**
     * Collections of a model.
     *
     * @param noise how far a query lies from its passage: 0.5 finds nearly all, 3 finds few
     */
    JudgedModel model(String name, double noise, DatasetReference target, List<DatasetReference> guards) {
        return new JudgedModel(
                ModelReference.of(name),
                name + "-passages",
                name + "-queries",
                set(name, noise, target),
                guards.stream().map(guard -> set(name, noise, guard)).toList());
    }

    private JudgedSet set(String model, double noise, DatasetReference dataset) {
        String suffix = "--" + dataset.name() + "--" + model;
        Random random = new Random(dataset.name().hashCode());
        Map<String, float[]> passages = new LinkedHashMap<>();
        Map<String, float[]> queries = new LinkedHashMap<>();
        for (int i = 0; i < QUERIES; i++) {
            float[] passage = unit(random, new float[DIMENSIONS], 1);
            passages.put("p" + i, passage);
            queries.put("q" + i, unit(random, passage, noise / Math.sqrt(DIMENSIONS)));
        }
        fill("eval" + suffix, passages);
        fill("queries" + suffix, queries);
        return new JudgedSet(dataset, "eval" + suffix, "queries" + suffix);
    }

    private static float[] unit(Random random, float[] center, double spread) {
        float[] vector = center.clone();
        double square = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] += (float) (spread * random.nextGaussian());
            square += vector[i] * vector[i];
        }
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
    }

    private void fill(String collection, Map<String, float[]> points) {
        vectors.createCollection(new CollectionSpec(collection, DIMENSIONS, Map.of("made_by", "test")));
        vectors.upsert(
                collection,
                points.entrySet().stream()
                        .map(point -> new Point(
                                point.getKey(), point.getValue(), point.getKey(), point.getKey(), 0, Map.of()))
                        .toList());
    }
}
