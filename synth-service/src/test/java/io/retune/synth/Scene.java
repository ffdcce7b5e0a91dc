package io.retune.synth;

import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.DatasetWriter;
import io.retune.dataset.RagDataset;
import io.retune.encoder.Dtype;
import io.retune.encoder.Role;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.TinyModel;
import io.retune.events.BaselineReady;
import io.retune.events.DatasetReference;
import io.retune.events.JudgedModel;
import io.retune.events.JudgedSet;
import io.retune.events.ModelReference;
import io.retune.events.Recipe;
import io.retune.events.RunContext;
import io.retune.events.RunRequest;
import io.retune.vectors.CollectionSpec;
import io.retune.vectors.Point;
import io.retune.vectors.VectorStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A target of eight passages: four that train, two that judge, two without a question; and a base model's judging
 * collection. The topic's name makes its texts different from those of any other test.
 */
public final class Scene {
    static final int GIVEN = 4;
    /** Passages that no train query has. */
    static final int OPEN = 4;

    private static final List<String> PASSAGES = List.of(
            "pilots steer every large vessel past the %s at night",
            "gulls and terns nest in summer on cliffs above the %s",
            "stone walls from older times still hold back the %s",
            "fishermen mend nylon nets all winter beside the %s",
            "a narrow railway once carried coal down to the %s",
            "divers found bronze coins and anchors under the %s",
            "tourists photograph painted wooden houses near the %s",
            "engineers measure tides and currents through the %s");

    private static final List<String> QUESTIONS = List.of(
            "who guides ships at %s",
            "which birds breed around %s",
            "what keeps %s in its place",
            "winter work of people in %s",
            "how did coal get to %s",
            "treasure lying below %s");

    private final ArtifactStore store;
    private final VectorStore vectors;

    public Scene(ArtifactStore store, VectorStore vectors) {
        this.store = store;
        this.vectors = vectors;
    }

    public static RagDataset dataset(String topic) {
        DatasetBuilder builder = RagDataset.builder(topic);
        for (int i = 0; i < PASSAGES.size(); i++) {
            builder.passage("p" + i, passage(topic, i));
        }
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < QUESTIONS.size(); i++) {
            builder.query("q" + i, QUESTIONS.get(i).formatted(topic)).relevant("q" + i, "p" + i);
            ids.add("q" + i);
        }
        builder.split(RagDataset.TRAIN, ids.subList(0, GIVEN));
        builder.split(RagDataset.VAL, ids.subList(GIVEN, ids.size()));
        return builder.build();
    }

    static String passage(String topic, int number) {
        return PASSAGES.get(number).formatted(topic);
    }

    DatasetReference publish(RagDataset dataset) {
        String artifact = store.publish(
                DatasetReference.KIND, folder -> DatasetWriter.write(dataset, folder.resolve(DatasetReference.FILE)));
        return new DatasetReference(dataset.name(), artifact);
    }

    RagDataset read(DatasetReference reference) {
        return DatasetReader.read(store.open(reference.artifact()).resolve(DatasetReference.FILE), reference.name());
    }

    /** The target encoded with a model of a few kilobytes. */
    JudgedModel base(DatasetReference target, Path folder) throws IOException {
        RagDataset dataset = read(target);
        Path model = TinyModel.bert(folder.resolve("tiny"));
        try (TextEncoder encoder = TinyModel.open(model, Dtype.FP32)) {
            String collection = "eval--" + target.name();
            vectors.createCollection(new CollectionSpec(collection, encoder.dimensions(), Map.of()));
            List<String> ids = List.copyOf(dataset.corpus().keySet());
            float[][] made =
                    encoder.encode(Role.PASSAGE, List.copyOf(dataset.corpus().values()));
            List<Point> points = new ArrayList<>();
            for (int i = 0; i < made.length; i++) {
                String text = dataset.corpus().get(ids.get(i));
                points.add(new Point(ids.get(i), made[i], text, text, 0, Map.of()));
            }
            vectors.upsert(collection, points);
            return new JudgedModel(
                    new ModelReference(
                            model.toString(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of("fp32")),
                    encoder.identity().passage(),
                    encoder.identity().query(),
                    new JudgedSet(target, collection, "queries--" + target.name()),
                    List.of());
        }
    }

    public static BaselineReady baseline(DatasetReference target, JudgedModel base, int passages, int roundTripRank) {
        Recipe recipe = new Recipe(
                new Recipe.Synthesis(passages, 1, roundTripRank),
                Recipe.DEFAULTS.mining(),
                Recipe.DEFAULTS.training(),
                Recipe.DEFAULTS.margin());
        RunContext context = RunContext.requested(
                target.name() + "-run",
                Instant.EPOCH,
                new RunRequest(target.name(), Optional.of(target), List.of(), Optional.empty(), recipe));
        return new BaselineReady(context.withBase(target, base, "first"), Map.of("ndcg_at_10", 0.5), 2, 0.3);
    }
}
