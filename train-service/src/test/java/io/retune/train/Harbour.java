package io.retune.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.DatasetWriter;
import io.retune.dataset.RagDataset;
import io.retune.encoder.Dtype;
import io.retune.encoder.Role;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.TinyModel;
import io.retune.encoder.model.ModelFolder;
import io.retune.events.DatasetReference;
import io.retune.events.EventCodec;
import io.retune.events.JudgedModel;
import io.retune.events.JudgedSet;
import io.retune.events.ModelReference;
import io.retune.events.Recipe;
import io.retune.events.RunContext;
import io.retune.events.RunRequest;
import io.retune.events.TrainingDataReady;
import io.retune.ring.model.ReferencedModels;
import io.retune.vectors.CollectionSpec;
import io.retune.vectors.Point;
import io.retune.vectors.VectorStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A run at the point where training begins: a made up data set, the tiny model, filled judging collections. Texts are
 * letters, which is what the tiny model's tokenizer knows; a query holds its passage's two key letters.
 */
public final class Harbour {
    /** Learns in a few seconds. No margin: all cosines of an untrained model are high. */
    public static final String RECIPE =
            """
            {"mining": {"range_min": 5, "range_max": 40, "negatives": 3, "relative_margin": null},
             "training": {"epochs": 3, "batch_size": 16, "learning_rate": 2e-3}}""";

    /** Destroys the model at its first step. */
    public static final String RUINOUS =
            """
            {"mining": {"negatives": 0}, "training": {"batch_size": 64, "learning_rate": 0.9, "warmup_ratio": 0}}""";

    /** Adapters large and fast enough to learn as much. */
    public static final String ADAPTERS =
            """
            {"mining": {"range_min": 5, "range_max": 40, "negatives": 3, "relative_margin": null},
             "training": {"method": "lora", "lora_rank": 4, "epochs": 4, "batch_size": 16, "learning_rate": 2e-2}}""";

    /** Moves passages, of which each has three or four training queries beside dev's. */
    public static final String NUDGE = "{\"training\": {\"method\": \"nudge-n\"}}";

    public static final String PASSAGES = "eval--harbour";
    public static final String QUERIES = "queries--harbour";

    private Harbour() {}

    /** 110 passages with five queries each: four in {@code train}, one in {@code val}. */
    public static RagDataset dataset() {
        DatasetBuilder builder = RagDataset.builder("harbour");
        Random random = new Random(5);
        List<String> train = new ArrayList<>();
        List<String> val = new ArrayList<>();
        for (int passage = 0; passage < 110; passage++) {
            String key = (char) ('a' + passage / 11) + " " + (char) ('k' + passage % 11);
            builder.passage("p" + passage, key + " " + key + noise(random, 3));
            for (int i = 0; i < 5; i++) {
                String id = "q" + passage + "-" + i;
                builder.query(id, key + noise(random, 3));
                builder.relevant(id, "p" + passage);
                (i < 4 ? train : val).add(id);
            }
        }
        return builder.split(RagDataset.TRAIN, train).split(RagDataset.VAL, val).build();
    }

    private static String noise(Random random, int letters) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            text.append(' ').append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    /** The data set as an artifact. */
    public static DatasetReference publishDataset(ArtifactStore store) {
        return publishDataset(store, dataset());
    }

    /** A data set as an artifact. */
    public static DatasetReference publishDataset(ArtifactStore store, RagDataset dataset) {
        String artifact = store.publish(
                DatasetReference.KIND, folder -> DatasetWriter.write(dataset, folder.resolve(DatasetReference.FILE)));
        return new DatasetReference("harbour", artifact);
    }

    /** The tiny model as an artifact; another seed gives another one. */
    public static ModelReference publishModel(ArtifactStore store, long seed) {
        String artifact =
                store.publish(ModelReference.KIND, folder -> TinyModel.write(folder, "bert", "cls_token", seed));
        return new ModelReference(artifact, Optional.of("q "), Optional.empty(), Optional.empty(), Optional.of("fp32"));
    }

    /**
     * Fills both collections as embed-service does; every tenth query is left out, as synthetic ones are.
     *
     * @param model the tiny model of {@link #publishModel}
     */
    public static JudgedModel fillCollections(
            VectorStore vectors, ModelReference model, ModelFolder folder, DatasetReference dataset) {
        try (TextEncoder encoder = TextEncoder.open(folder, Dtype.FP32)) {
            RagDataset harbour = dataset();
            fill(vectors, PASSAGES, encoder, Role.PASSAGE, harbour.corpus());
            Map<String, String> queries = new LinkedHashMap<>(harbour.queries());
            queries.keySet().removeIf(id -> id.matches("q\\d*0-\\d"));
            fill(vectors, QUERIES, encoder, Role.QUERY, queries);
            return new JudgedModel(
                    model,
                    encoder.identity().passage(),
                    encoder.identity().query(),
                    new JudgedSet(dataset, PASSAGES, QUERIES),
                    List.of());
        }
    }

    private static void fill(
            VectorStore vectors, String collection, TextEncoder encoder, Role role, Map<String, String> texts) {
        vectors.createCollection(new CollectionSpec(collection, encoder.dimensions(), Map.of()));
        List<String> ids = List.copyOf(texts.keySet());
        float[][] encoded = encoder.encode(role, List.copyOf(texts.values()));
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < encoded.length; i++) {
            points.add(new Point(ids.get(i), encoded[i], texts.get(ids.get(i)), "hash", 0, Map.of()));
        }
        vectors.upsert(collection, points);
    }

    /** The event that begins a training; the seed is the same for all runs. */
    public static TrainingDataReady event(String run, JudgedModel base, String recipe) {
        return event(run, base, base.target().dataset(), recipe);
    }

    /** The same with other training data. */
    public static TrainingDataReady event(String run, JudgedModel base, DatasetReference dataset, String recipe) {
        RunContext context = RunContext.requested(
                        run,
                        Instant.parse("2026-11-24T10:00:00Z"),
                        new RunRequest(
                                "harbour", Optional.of(dataset), List.of(), Optional.of(base.model()), recipe(recipe)))
                .withSeed(49_455_761_511_404L)
                .withBase(dataset, base, "none")
                .withTrainingData(dataset);
        return new TrainingDataReady(context, Map.of());
    }

    private static Recipe recipe(String stated) {
        try {
            JsonNode json = EventCodec.json().readTree(stated);
            return EventCodec.recipe(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(stated, e);
        }
    }

    /** The model's folder, with the reference's instruction. */
    public static ModelFolder open(ArtifactStore store, ModelReference model) {
        return new ReferencedModels(store, Path.of("unused"), Map.of()).open(model);
    }
}
