package io.retune.train.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.retune.artifacts.FileArtifactStore;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.Prompts;
import io.retune.events.CheckpointPublished;
import io.retune.events.DatasetReference;
import io.retune.events.DeadLetter;
import io.retune.events.EventCodec;
import io.retune.events.JudgedModel;
import io.retune.events.ModelReference;
import io.retune.events.RunDecided;
import io.retune.events.RunOutcome;
import io.retune.events.RunProgress;
import io.retune.events.Stage;
import io.retune.events.Topic;
import io.retune.events.TrainingDataReady;
import io.retune.local.qdrant.LocalQdrant;
import io.retune.ring.Outcome;
import io.retune.ring.Publisher;
import io.retune.ring.RunRecords;
import io.retune.ring.StageCancelled;
import io.retune.ring.StageRunner;
import io.retune.ring.model.ReferencedModels;
import io.retune.train.Harbour;
import io.retune.vectors.QdrantAddress;
import io.retune.vectors.VectorStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingWorkTest {
    @TempDir
    private Path folder;

    private LocalQdrant qdrant;
    private VectorStore vectors;
    private FileArtifactStore store;
    private DatasetReference dataset;
    private JudgedModel base;
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void prepare() throws Exception {
        store = new FileArtifactStore(folder.resolve("store"));
        qdrant = LocalQdrant.start(folder.resolve("qdrant"), "127.0.0.1", 0);
        vectors = VectorStore.connect(new QdrantAddress("127.0.0.1", qdrant.port(), false, Optional.empty()));
        dataset = Harbour.publishDataset(store);
        ModelReference model = Harbour.publishModel(store, 1);
        base = Harbour.fillCollections(vectors, model, Harbour.open(store, model), dataset);
    }

    @AfterEach
    void close() throws Exception {
        vectors.close();
        qdrant.close();
    }

    @Test
    void aCheckpointIsPublishedWithTheBasesPromptsItsCurveAndTheAudit() throws IOException {
        run(Harbour.event("r1", base, Harbour.RECIPE), () -> false);

        CheckpointPublished published = published("r1");
        assertThat(published.checkpoint().name()).startsWith("models/");
        assertThat(published.checkpoint().dtype()).contains("fp32");
        assertThat(published.devBest().get("ndcg_at_10"))
                .isGreaterThan(published.devBase().get("ndcg_at_10"));
        ModelFolder checkpoint =
                ModelFolder.open("checkpoint", store.open(published.checkpoint().name()));
        assertThat(checkpoint.description().prompts()).isEqualTo(new Prompts("q ", ""));
        // 308 pairs in batches of 16 without a text twice, three times; the base and four looks at dev.
        assertThat(published.steps()).isBetween(3 * 20, 3 * 26);
        assertThat(record("runs/r1/training/curve.jsonl").lines().filter(line -> !line.contains("judged")))
                .hasSize(published.steps() + 5);
        assertThat(EventCodec.json()
                        .readTree(record("runs/r1/training/mining.json"))
                        .path("negatives")
                        .asInt())
                .isEqualTo(3 * 440);
        assertThat(told)
                .anyMatch(message -> message.startsWith("training on 308 pairs; dev: 132 of 440 queries, grouped by"));
    }

    @Test
    void aTrainingThatIsTakenAwayAgainAndAgainEndsInTheUndisturbedCheckpoint() {
        run(Harbour.event("undisturbed", base, Harbour.RECIPE), () -> false);
        new WorkFolders(folder.resolve("home"), new RunRecords(store)).sweep();

        TrainingDataReady event = Harbour.event("disturbed", base, Harbour.RECIPE);
        // Before the search, in the middle of it, after the first step, and twice between steps.
        for (int checks : new int[] {1, 5, 12, 15, 20}) {
            assertThatThrownBy(() -> run(event, after(checks))).isInstanceOf(StageCancelled.class);
        }
        run(event, () -> false);

        assertThat(told).anyMatch(message -> message.startsWith("going on after step "));
        assertThat(published("disturbed").checkpoint())
                .isEqualTo(published("undisturbed").checkpoint());
        assertThat(repeatable("runs/disturbed/training/curve.jsonl"))
                .isEqualTo(repeatable("runs/undisturbed/training/curve.jsonl"));
    }

    @Test
    void aRetryGoesOnWhereACancelledRunStopped() {
        TrainingDataReady event = Harbour.event("cancelled", base, Harbour.RECIPE);
        assertThatThrownBy(() -> run(event, after(30))).isInstanceOf(StageCancelled.class);
        new RunRecords(store)
                .keep(
                        "cancelled",
                        Outcome.of(new RunDecided(event.context(), RunOutcome.CANCELLED, List.of("called off"))));
        run(Harbour.event("retry", base, Harbour.RECIPE), () -> false);

        assertThat(told).anyMatch(message -> message.startsWith("going on after step "));
    }

    @Test
    void whatATrainingKeptForItselfGoesOnceItsOutcomeIsStored() throws IOException {
        TrainingDataReady event = Harbour.event("r1", base, Harbour.RECIPE);
        assertThatThrownBy(() -> run(event, after(30))).isInstanceOf(StageCancelled.class);
        assertThat(workFolders()).hasSize(1);
        run(event, () -> false);
        assertThat(workFolders()).hasSize(1); // the outcome was stored after the work was done

        new WorkFolders(folder.resolve("home"), new RunRecords(store)).sweep();
        assertThat(workFolders()).isEmpty();
    }

    @Test
    void aRunThatNothingImprovesIsDecidedUnchanged() {
        run(Harbour.event("r1", base, Harbour.RUINOUS), () -> false);

        RunDecided decided = EventCodec.read(
                new RunRecords(store).outcome("r1", Stage.DECISION).orElseThrow(), RunDecided.class);
        assertThat(decided.decision()).isEqualTo(RunOutcome.UNCHANGED);
        assertThat(decided.reasons())
                .singleElement()
                .asString()
                .matches("no step of the training was better on dev than the model as it is: ndcg_at_10 0\\.\\d{5},"
                        + " 132 queries");
        assertThat(store.list("runs/r1/")).contains("runs/r1/training/curve.jsonl");
    }

    @Test
    void aDamagedBaseModelIsADeadLetterWithBothDigests() throws IOException {
        Path weights = folder.resolve("store").resolve(base.model().name()).resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);

        run(Harbour.event("r1", base, Harbour.RECIPE), () -> false);

        assertThat(deadLetters).singleElement().satisfies(letter -> {
            assertThat(letter.attempts()).isEqualTo(3);
            assertThat(letter.error())
                    .contains("model.safetensors")
                    .containsPattern("sha256 [0-9a-f]{64}.*[0-9a-f]{64}");
        });
    }

    /** Lost from the given safe point on. */
    private static BooleanSupplier after(int checks) {
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.incrementAndGet() > checks;
    }

    private void run(TrainingDataReady event, BooleanSupplier lost) {
        RunRecords records = new RunRecords(store);
        TrainingWork work = new TrainingWork(
                store,
                vectors,
                new ReferencedModels(store, folder.resolve("models"), Map.of()),
                new WorkFolders(folder.resolve("home"), records),
                new TrainingMetrics(new SimpleMeterRegistry()));
        Publisher publisher = new Publisher() {
            @Override
            public void publish(Topic topic, String key, String value) {
                if (topic == Topic.DEAD_LETTERS) {
                    deadLetters.add(EventCodec.read(value, DeadLetter.class));
                }
            }

            @Override
            public void tell(RunProgress progress) {
                told.add(progress.message());
            }
        };
        new StageRunner(records, publisher, Clock.systemUTC())
                .run(
                        new StageRunner.Job(
                                event.context(),
                                Stage.TRAINING,
                                Topic.CHECKPOINT_PUBLISHED,
                                new StageRunner.Source("training-data-ready", 0, 0, "")),
                        work,
                        lost);
    }

    private CheckpointPublished published(String run) {
        return EventCodec.read(
                new RunRecords(store).outcome(run, Stage.TRAINING).orElseThrow(), CheckpointPublished.class);
    }

    /** A learning curve without what the machine measured, which no repetition repeats. */
    private String repeatable(String key) {
        return record(key).replaceAll(",\"measured\":\\{[^}]*}", "");
    }

    private String record(String key) {
        return new String(store.read(key).orElseThrow(), StandardCharsets.UTF_8);
    }

    private List<Path> workFolders() throws IOException {
        try (var found = Files.list(folder.resolve("home").resolve("training"))) {
            return found.toList();
        }
    }
}
