package io.retune.train.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.retune.artifacts.FileArtifactStore;
import io.retune.dataset.RagDataset;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.Prompts;
import io.retune.encoder.model.Sha256;
import io.retune.encoder.model.VectorDeltas;
import io.retune.events.CheckpointPublished;
import io.retune.events.DatasetReference;
import io.retune.events.DeadLetter;
import io.retune.events.EventCodec;
import io.retune.events.JudgedModel;
import io.retune.events.JudgedSet;
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
    /** What vectors that were encoded in other batches may change. */
    private static final double ROUNDING = 2e-3;

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
    void adaptersArePublishedMergedAndApart() throws IOException {
        run(Harbour.event("r1", base, Harbour.ADAPTERS), () -> false);

        CheckpointPublished published = published("r1");
        assertThat(published.devBest().get("ndcg_at_10"))
                .isGreaterThan(published.devBase().get("ndcg_at_10"));
        Path checkpoint = store.open(published.checkpoint().name());
        JsonNode adapter = json(checkpoint.resolve("adapter/adapter_config.json"));
        assertThat(adapter.path("r").asInt()).isEqualTo(4);
        assertThat(adapter.path("lora_alpha").asInt()).isEqualTo(32);
        assertThat(checkpoint.resolve("adapter/adapter_model.safetensors")).exists();
        assertThat(weights(published.checkpoint())).isNotEqualTo(weights(base.model()));
    }

    @Test
    void passagesMoveAndTheNetworkStays() throws IOException {
        run(Harbour.event("r1", base, Harbour.NUDGE), () -> false);

        CheckpointPublished published = published("r1");
        assertThat(published.steps()).isEqualTo(1);
        assertThat(published.bestStep()).isEqualTo(1);
        assertThat(published.devBest().get("ndcg_at_10"))
                .isGreaterThan(published.devBase().get("ndcg_at_10"));
        VectorDeltas deltas =
                Harbour.open(store, published.checkpoint()).readDeltas().orElseThrow();
        assertThat(deltas.origin().method()).isEqualTo("nudge-n");
        assertThat(deltas.count()).isBetween(100, 110);
        assertThat(weights(published.checkpoint())).isEqualTo(weights(base.model()));
        assertThat(told)
                .anyMatch(message -> message.startsWith("moving passages towards 308 training queries; dev: 132"))
                .anyMatch(message -> message.contains("passages move; 110 of 110 passages have a training query"))
                .noneMatch(message -> message.contains("negatives"));
    }

    /** Without a model in the request, a run begins with what is live: passages that a run before it has moved. */
    @Test
    void afterANudgeAnotherTrainingBeginsWithTheNetworkAlone() throws IOException {
        run(Harbour.event("first", base, Harbour.NUDGE), () -> false);
        JudgedModel moved = judged(published("first").checkpoint());

        run(Harbour.event("again", moved, Harbour.NUDGE), () -> false);
        assertThat(published("again").devBase().get("ndcg_at_10"))
                .isCloseTo(published("first").devBase().get("ndcg_at_10"), within(ROUNDING));
        assertThat(published("again").devBest().get("ndcg_at_10"))
                .isCloseTo(published("first").devBest().get("ndcg_at_10"), within(ROUNDING));
        assertThat(told).contains("the base model has vector deltas (nudge-n); the training begins without them");

        run(Harbour.event("weights", moved, Harbour.RECIPE), () -> false);
        ModelReference trained = published("weights").checkpoint();
        assertThat(Harbour.open(store, trained).readDeltas()).isEmpty();
        assertThat(weights(trained)).isNotEqualTo(weights(base.model()));
        assertThat(deadLetters).isEmpty();
    }

    /** As embed-service would judge it, but that nothing is in the collections: nobody may look there. */
    private JudgedModel judged(ModelReference model) {
        JudgedSet none = new JudgedSet(base.target().dataset(), "none", "none");
        return new JudgedModel(model, "p", "q", none, List.of());
    }

    @Test
    void passagesThatNobodyAsksForAgainStayAndTheReasonCountsThem() {
        RagDataset harbour = Harbour.dataset();
        List<String> train = new ArrayList<>();
        List<String> dev = new ArrayList<>();
        for (int passage = 0; passage < 110; passage++) {
            (passage < 50 ? train : dev).addAll(List.of("q" + passage + "-0", "q" + passage + "-1"));
        }
        DatasetReference apart =
                Harbour.publishDataset(store, harbour.withSplits(Map.of(RagDataset.TRAIN, train, RagDataset.DEV, dev)));
        run(Harbour.event("r1", base, apart, Harbour.NUDGE), () -> false);

        RunDecided decided = EventCodec.read(
                new RunRecords(store).outcome("r1", Stage.DECISION).orElseThrow(), RunDecided.class);
        assertThat(decided.decision()).isEqualTo(RunOutcome.UNCHANGED);
        assertThat(decided.reasons())
                .singleElement()
                .asString()
                .startsWith("gamma 0.0000, best on dev")
                .contains("50 of 110 passages have a training query; 0 of 120 dev queries have a relevant passage");
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
        assertThat(record("runs/retry/training/mining.json")).isEqualTo(record("runs/cancelled/training/mining.json"));
    }

    @Test
    void whatAnotherVersionLeftIsNotInTheWay() throws IOException {
        TrainingDataReady event = Harbour.event("r1", base, Harbour.RECIPE);
        assertThatThrownBy(() -> run(event, after(30))).isInstanceOf(StageCancelled.class);
        Path job = workFolders().get(0).resolve("state").resolve("job.json");
        Files.writeString(job, Files.readString(job).replace("\"options\":\"", "\"options\":\"in another form: "));
        run(event, () -> false);

        assertThat(told).contains("what another version left cannot be gone on with; the training begins anew");
        assertThat(published("r1").steps()).isBetween(3 * 20, 3 * 26);
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void whatATrainingKeptForItselfGoesOnceItsOutcomeIsStored() throws IOException {
        TrainingDataReady event = Harbour.event("r1", base, Harbour.RECIPE);
        assertThatThrownBy(() -> run(event, after(30))).isInstanceOf(StageCancelled.class);
        assertThat(workFolders()).hasSize(1);
        run(event, () -> false);
        assertThat(workFolders()).hasSize(1); // the outcome was stored after the work was done

        work().tidy();
        assertThat(workFolders()).isEmpty();
    }

    @Test
    void whatARunThatWasCalledOffKeptForItselfStaysForARetry() throws IOException {
        TrainingDataReady event = Harbour.event("r1", base, Harbour.RECIPE);
        assertThatThrownBy(() -> run(event, after(30))).isInstanceOf(StageCancelled.class);
        new RunRecords(store)
                .keep("r1", Outcome.of(new RunDecided(event.context(), RunOutcome.CANCELLED, List.of("called off"))));

        work().tidy();
        assertThat(workFolders()).hasSize(1);
    }

    @Test
    void aRunThatNothingImprovesIsDecidedUnchanged() {
        run(Harbour.event("r1", base, Harbour.RUINOUS), () -> false);

        RunDecided decided = EventCodec.read(
                new RunRecords(store).outcome("r1", Stage.DECISION).orElseThrow(), RunDecided.class);
        assertThat(decided.decision()).isEqualTo(RunOutcome.UNCHANGED);
        assertThat(decided.reasons())
                .hasSize(5)
                .last()
                .isEqualTo("no point is better on dev and holds every guard: the model stays as it is");
        assertThat(store.list("runs/r1/")).contains("runs/r1/training/curve.jsonl", "runs/r1/training/sweep.json");
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

    private String weights(ModelReference model) throws IOException {
        return Sha256.of(store.open(model.name()).resolve("model.safetensors"));
    }

    private static JsonNode json(Path file) throws IOException {
        return EventCodec.json().readTree(file.toFile());
    }

    /** Lost from the given safe point on. */
    private static BooleanSupplier after(int checks) {
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.incrementAndGet() > checks;
    }

    private TrainingWork work() {
        return new TrainingWork(
                store,
                vectors,
                new ReferencedModels(store, folder.resolve("models"), Map.of()),
                new WorkFolders(folder.resolve("home"), new RunRecords(store)),
                new TrainingMetrics(new SimpleMeterRegistry()));
    }

    private void run(TrainingDataReady event, BooleanSupplier lost) {
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
        new StageRunner(new RunRecords(store), publisher, Clock.systemUTC())
                .run(
                        new StageRunner.Job(
                                event.context(),
                                Stage.TRAINING,
                                Topic.CHECKPOINT_PUBLISHED,
                                new StageRunner.Source("training-data-ready", 0, 0, "")),
                        work(),
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
