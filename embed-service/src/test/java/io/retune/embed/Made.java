package io.retune.embed;

import ai.djl.ndarray.NDManager;
import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.DatasetWriter;
import io.retune.dataset.RagDataset;
import io.retune.encoder.TinyModel;
import io.retune.encoder.VectorMatrix;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.NewFolder;
import io.retune.encoder.model.Sha256;
import io.retune.encoder.model.VectorDeltas;
import io.retune.events.CheckpointPublished;
import io.retune.events.DatasetReference;
import io.retune.events.EventCodec;
import io.retune.events.IndexReady;
import io.retune.events.ModelReference;
import io.retune.events.Recipe;
import io.retune.events.RetrainingRequested;
import io.retune.events.RunContext;
import io.retune.events.RunDecided;
import io.retune.events.RunOutcome;
import io.retune.events.RunRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Data sets, checkpoints and events of a run, made for tests. */
final class Made {
    private Made() {}

    /** Eight passages, each with a question; six of them train, two judge. */
    static DatasetReference dataset(ArtifactStore store, String word) {
        DatasetBuilder builder = RagDataset.builder(word);
        for (String number : List.of("one", "two", "three", "four", "five", "six", "seven", "eight")) {
            builder.passage(word + "-" + number, "all about " + word + " " + number);
            builder.query("q-" + number, "what is " + word + " " + number);
            builder.relevant("q-" + number, word + "-" + number);
        }
        builder.split(RagDataset.TRAIN, List.of("q-one", "q-two", "q-three", "q-four", "q-five", "q-six"));
        builder.split(RagDataset.VAL, List.of("q-seven", "q-eight"));
        RagDataset dataset = builder.build();
        String artifact = store.publish(
                DatasetReference.KIND, folder -> DatasetWriter.write(dataset, folder.resolve(DatasetReference.FILE)));
        return new DatasetReference(word, artifact);
    }

    static ModelReference checkpoint(ArtifactStore store, long seed) {
        return ModelReference.of(
                store.publish(ModelReference.KIND, folder -> TinyModel.write(folder, "bert", "cls_token", seed)));
    }

    /** The same with a vector delta that turns a text's vector into the first axis. */
    static ModelReference moving(ArtifactStore store, long seed, String document, String text) {
        return ModelReference.of(store.publish(ModelReference.KIND, folder -> {
            Path network = folder.resolve("network");
            ModelFolder model = ModelFolder.open("tiny", TinyModel.write(network, "bert", "cls_token", seed));
            float[] far = new float[model.description().dimensions()];
            far[0] = 1e6f;
            VectorDeltas deltas = new VectorDeltas(
                    new VectorDeltas.Origin("nudge-n", 1, true),
                    List.of(Sha256.of(text)),
                    Map.of(document, 0),
                    new VectorMatrix(1, far.length, far));
            try (NDManager manager = Torch.newManager();
                    EncoderWeights weights = model.readWeights(manager)) {
                model.writeCheckpoint(network.resolve("checkpoint"), weights, deltas);
            }
            try (Stream<Path> files = Files.list(network.resolve("checkpoint"))) {
                for (Path file : files.toList()) {
                    Files.move(file, folder.resolve(file.getFileName()));
                }
            }
            NewFolder.deleteQuietly(network);
        }));
    }

    static RunContext context(
            String run, String index, Optional<DatasetReference> dataset, Optional<ModelReference> model) {
        return RunContext.requested(
                run, Instant.now(), new RunRequest(index, dataset, List.of(), model, Recipe.DEFAULTS));
    }

    static void request(RunContext context) {
        Broker.send("retraining-requested", context.run(), EventCodec.write(new RetrainingRequested(context)));
    }

    static void publish(RunContext context, ModelReference checkpoint) {
        Broker.send(
                "checkpoint-published",
                context.run(),
                EventCodec.write(new CheckpointPublished(context, checkpoint, 10, 5, Map.of(), Map.of())));
    }

    static void decide(RunContext context, RunOutcome decision) {
        Broker.send(
                "run-decided",
                context.run(),
                EventCodec.write(new RunDecided(context, decision, List.of("because the test says so"))));
    }

    static RunContext indexed(String run, boolean withCandidate) {
        return Broker.find(
                        "index-ready",
                        record -> record.key().equals(run)
                                && read(record.value()).candidate().isPresent() == withCandidate)
                .value()
                .transform(Made::read);
    }

    private static RunContext read(String event) {
        return EventCodec.read(event, IndexReady.class).context();
    }

    /** A run from its request to the candidate's collections. */
    static RunContext judged(ArtifactStore store, String run, String index, DatasetReference dataset, long seed) {
        return judged(run, index, dataset, checkpoint(store, seed));
    }

    static RunContext judged(String run, String index, DatasetReference dataset, ModelReference checkpoint) {
        request(context(run, index, Optional.of(dataset), Optional.empty()));
        publish(indexed(run, false), checkpoint);
        return indexed(run, true);
    }
}
