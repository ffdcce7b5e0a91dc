package io.retune.cli.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.retune.cli.CommandRun;
import io.retune.cli.service.EvalClient;
import io.retune.cli.service.IndexView;
import io.retune.cli.service.RunView;
import io.retune.cli.service.SearchAnswer;
import io.retune.encoder.Dtype;
import io.retune.encoder.Role;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.TinyModel;
import io.retune.encoder.model.ModelFolder;
import io.retune.events.DatasetReference;
import io.retune.events.DeadLetter;
import io.retune.events.ModelReference;
import io.retune.events.Recipe;
import io.retune.events.RunDecided;
import io.retune.events.RunOutcome;
import io.retune.events.RunProgress;
import io.retune.events.Stage;
import io.retune.events.Topic;
import io.retune.events.TrainingDataReady;
import io.retune.local.stack.Child;
import io.retune.local.stack.Service;
import io.retune.vectors.Hit;
import io.retune.vectors.SearchMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ring on one machine: real processes, real Kafka, a tiny model. One stack for all tests, which follow each other: what
 * one has left behind is what the next must stand.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("ring")
class WholeRingTest {
    /** Two seconds of training at the least, so that it can be interrupted. */
    private static final int EPOCHS = 10;

    /** How often a stage is tried. */
    private static final int ATTEMPTS = 3;

    private static final Duration OUTAGE = Duration.ofSeconds(10);
    /** What batches of other sizes may change. */
    private static final double ROUNDING = 2e-4;

    @TempDir
    static Path folder;

    private static RingRuns runs;
    private static RingStack stack;
    private static String interrupted;

    /** The stack is started twice: the first launcher is killed in the middle of a training. */
    @BeforeAll
    static void startStackInTheMiddleOfARun() throws Exception {
        RingStack.requireBuilt();
        Path home = folder.resolve("home");
        runs = new RingRuns(folder, home);
        HeldPorts defaults = new HeldPorts();
        try (Launcher launcher = Launcher.up(home)) {
            interrupted = runs.begin(runs.target(), "interrupted", EPOCHS);
            try (RingTopics topics = new RingTopics(launcher.kafka())) {
                topics.awaitProgress(interrupted, Stage.TRAINING, WholeRingTest::isInTheMiddle);
            }
            launcher.kill();
        } finally {
            defaults.release();
        }
        stack = RingStack.start(home);
    }

    @AfterAll
    static void endStack() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @Order(1)
    void aRunOutlivesItsLauncher() throws Exception {
        RunView ended = end(interrupted);

        assertThat(ended.decision()).as(ended.reasons().toString()).contains(RunOutcome.PROMOTED);
        assertThat(stack.topics().events(Topic.RUN_PROGRESS, RunProgress.class)).anySatisfy(progress -> {
            assertThat(progress.run()).isEqualTo(interrupted);
            assertThat(progress.message()).startsWith("going on after step ");
        });
        assertDoneOnce(interrupted);
        assertLive(interrupted, "interrupted", RingRuns.PASSAGES);
    }

    @Test
    @Order(2)
    void aRunOutlivesTheKillOfEachService() throws Exception {
        Set<String> datasets = artifacts("datasets");
        String run = runs.begin(runs.large(), "killed", EPOCHS);

        // These two may be done before the signal comes; the other two take long enough.
        kill(Service.EVAL, run, Stage.BASELINE, WholeRingTest::isRunning);
        kill(Service.SYNTH, run, Stage.TRAINING_DATA, WholeRingTest::isRunning);
        kill(Service.TRAIN, run, Stage.TRAINING, WholeRingTest::isInTheMiddle);
        kill(Service.EMBED, run, Stage.CANDIDATE_INDEX, WholeRingTest::isInTheMiddle);

        RunView ended = end(run);
        assertThat(ended.decision()).as(ended.reasons().toString()).contains(RunOutcome.PROMOTED);
        assertThat(stack.attempts(run, Stage.TRAINING)).hasSize(2);
        assertThat(stack.attempts(run, Stage.CANDIDATE_INDEX)).hasSize(2);
        assertDoneOnce(run);
        assertThat(artifacts("datasets")).hasSize(datasets.size() + 1);
        assertLive(run, "killed", RingRuns.PASSAGES + RingRuns.MORE);
        assertThat(stack.vectors().collections())
                .filteredOn(name -> name.startsWith("eval--"))
                .allSatisfy(name -> assertThat(stack.vectors().count(name))
                        .isIn((long) RingRuns.PASSAGES, (long) RingRuns.PASSAGES + RingRuns.MORE));
        CommandRun status = stack.command("status", run);
        assertThat(status.out()).contains("state      promoted");
    }

    @Test
    @Order(3)
    void runsWaitForBrokerAndQdrantAndTheSlowerOneIsSuperseded() throws Exception {
        String first = runs.begin(runs.target(), "twins", EPOCHS);
        String second = runs.begin(runs.target(), "twins", EPOCHS);

        stack.topics().awaitProgress(first, Stage.TRAINING, WholeRingTest::isInTheMiddle);
        stack.child(Service.TRAIN).pause();
        assertThat(stack.attempts(first, Stage.TRAINING))
                .as("a service that was stopped in order has not tried in vain")
                .isEmpty();
        stack.child(Service.TRAIN).resume();
        Child kafka = stack.child("kafka");
        Child qdrant = stack.child("qdrant");
        kafka.pause();
        awaitOutage(first, second);
        qdrant.pause();
        kafka.resume();
        await("a run that waits").atMost(Waiting.RUN).until(() -> isWaiting(first) || isWaiting(second));
        awaitOutage(first, second);
        qdrant.resume();

        Map<String, RunView> ended = Map.of(first, end(first), second, end(second));
        String live = stack.vectors().aliases().get("twins").replace("twins--", "");
        String slower = live.equals(first) ? second : first;
        assertThat(ended.get(live).deployment()).contains("live: generation " + live + " of index twins");
        assertThat(ended.get(slower).decision()).contains(RunOutcome.PROMOTED);
        assertThat(ended.get(slower).deployment().orElseThrow())
                .startsWith("superseded: index twins: found generation " + live + " live, expected first");
        assertDoneOnce(first);
        assertDoneOnce(second);
        assertLive(live, "twins", RingRuns.PASSAGES);
    }

    @Test
    @Order(4)
    void aReplayOfEverythingChangesNothing() throws Exception {
        stack.topics().awaitQuiet();
        RingMemory promoted = RingMemory.of(stack);

        sendEverythingAgain();
        replay();
        assertThat(RingMemory.of(stack)).isEqualTo(promoted);

        CommandRun rollback = stack.command("rollback", "twins");
        assertThat(rollback.exitCode()).as(rollback.err()).isZero();
        RingMemory rolledBack = RingMemory.of(stack);
        assertThat(rolledBack.live()).containsEntry("twins", "3 first");

        replay();
        assertThat(RingMemory.of(stack)).isEqualTo(rolledBack);
    }

    @Test
    @Order(5)
    void poisonBecomesDeadLetters() throws Exception {
        for (Topic topic : Topic.values()) {
            stack.topics().send(topic, "poison", "{");
            stack.topics().send(topic, "poison", "{\"specversion\": \"1.0\"}");
            stack.topics().send(topic, "poison", null);
        }
        await("dead letters from every topic that is read all the time")
                .atMost(Waiting.RUN)
                .until(() -> deadLetters()
                        .containsAll(Stream.of(Topic.values())
                                .filter(topic -> topic != Topic.FEEDBACK) // read by the next run
                                .map(Topic::topicName)
                                .toList()));
    }

    @Test
    @Order(6)
    void brokenInputIsToldWhereAPersonLooks() throws Exception {
        Path dangling = Files.writeString(
                folder.resolve("dangling.json"),
                """
                {"queries": {"q1": "a k"}, "corpus": {"p1": "a k"}, "relevant_docs": {"q1": ["p2"]},
                 "queries_split": {"val": ["q1"]}}
                """);
        CommandRun refused = stack.command("run", dangling.toString());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("dangling").contains("\"q1\"").contains("\"p2\"");

        String damaged = damagedCheckpoint();
        DatasetReference dataset =
                stack.services().synth().upload("harbour", runs.target()).reference();
        String run = stack.services()
                .eval()
                .request(new EvalClient.Request(
                        "damaged", dataset, List.of(), Optional.of(ModelReference.of(damaged)), Recipe.DEFAULTS))
                .run();

        RunView failed = end(run);
        assertThat(failed.decision()).contains(RunOutcome.FAILED);
        String cause = damaged + "/model.safetensors: ";
        assertThat(failed.reasons()).singleElement().asString().contains("stage base-index failed 3 times", cause);
        assertThat(stack.command("status", run).out()).contains(cause, "state      failed");
        assertThat(get(stack.page(Service.EVAL, "/runs/" + run))).contains(cause);
        assertThat(stack.topics().events(Topic.DEAD_LETTERS, DeadLetter.class)).anySatisfy(letter -> {
            assertThat(letter.run()).contains(run);
            assertThat(letter.attempts()).isEqualTo(3);
            assertThat(letter.error()).contains(cause);
        });
    }

    @Test
    @Order(7)
    void aStageThatKillsItsProcessEachTimeEndsTheRun() throws Exception {
        String run = runs.begin(runs.target(), "deadly", EPOCHS);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            await("attempt " + attempt).atMost(Waiting.RUN).until(attempts(run, attempt));
            stack.child(Service.TRAIN).kill();
        }

        RunView failed = end(run);
        assertThat(failed.decision()).contains(RunOutcome.FAILED);
        assertThat(failed.reasons())
                .containsExactly(
                        "stage training failed 3 times: the process ended in the middle of this stage, 3 times;"
                                + " look into its log for what ended it (memory, a native fault)");
    }

    private static Callable<Boolean> attempts(String run, int number) {
        return () -> stack.attempts(run, Stage.TRAINING).size() == number;
    }

    /** After all that, a run with writes beside it comes to what the files alone come to, and loses no write. */
    @Test
    @Order(8)
    void aRunBesideWritesDecidesAsTheFilesDoAndLosesNoWrite() throws Exception {
        String run = runs.begin(runs.target(), "written", EPOCHS);
        RunView ended;
        Map<String, String> expected;
        try (SteadyWrites writes =
                new SteadyWrites(stack.page(Service.EMBED, "/v1/indexes/written/documents"), runs.targetCorpus())) {
            ended = end(run);
            expected = writes.end();
            assertThat(writes.written()).isGreaterThan(20);
        }

        assertThat(ended.decision()).as(ended.reasons().toString()).contains(RunOutcome.PROMOTED);
        assertDoneOnce(run);
        assertThat(deadLetters()).contains(Topic.FEEDBACK.topicName());
        assertLikeTheFiles(run, ended);
        assertHolds("written", run, expected);
        CommandRun rollback = stack.command("rollback", "written");
        assertThat(rollback.exitCode()).as(rollback.err()).isZero();
        assertHolds("written", "first", expected);
    }

    /** Vectors with deltas are judged as the files come to, and what is live answers with them. */
    @Test
    @Order(9)
    void aRunMovesPassages() throws Exception {
        String run = runs.beginNudge("moved");

        RunView ended = end(run);
        assertThat(ended.decision()).as(ended.reasons().toString()).contains(RunOutcome.PROMOTED);
        assertDoneOnce(run);
        assertLikeTheFiles(run, ended);
        assertLive(run, "moved", RingRuns.PASSAGES);
        Path checkpoint =
                folder.resolve("home/store").resolve(ended.checkpoint().orElseThrow());
        try (TextEncoder network =
                        TextEncoder.open(ModelFolder.open("moved", checkpoint).withoutDeltas(), Dtype.FP32);
                TextEncoder moved = TinyModel.open(checkpoint, Dtype.FP32)) {
            List<String> passages = List.copyOf(runs.targetCorpus().values());
            assertThat(Arrays.deepEquals(moved.encode(Role.PASSAGE, passages), network.encode(Role.PASSAGE, passages)))
                    .isFalse();
        }
    }

    /** What is live holds every write, and nothing else. */
    private static void assertHolds(String index, String generation, Map<String, String> expected) {
        assertThat(stack.vectors().aliases()).containsEntry(index, index + "--" + generation);
        await("every write in what is live").atMost(Waiting.START).untilAsserted(() -> {
            Map<String, String> found = new TreeMap<>();
            stack.vectors().scroll(index, 100, page -> page.forEach(point -> found.put(point.docId(), point.text())));
            assertThat(found).isEqualTo(expected);
        });
    }

    private static void assertLikeTheFiles(String run, RunView ended) throws IOException {
        JsonNode told = stack.services().eval().runJson(run);
        Path checkpoint =
                folder.resolve("home/store").resolve(ended.checkpoint().orElseThrow());
        JsonNode compared = runs.compare(checkpoint, told.path("seed").asLong());
        assertThat(told.path("comparison").size()).isEqualTo(4);
        for (Map.Entry<String, JsonNode> part : told.path("comparison").properties()) {
            if (!part.getKey().equals("reasons")) {
                assertSame(part.getKey(), part.getValue(), compared.path(part.getKey()));
            }
        }
    }

    private static void kill(Service service, String run, Stage stage, Predicate<RunProgress> told)
            throws InterruptedException {
        stack.topics().awaitProgress(run, stage, told);
        stack.child(service).kill();
    }

    private static boolean isRunning(RunProgress progress) {
        return progress.state() == RunProgress.State.RUNNING;
    }

    private static boolean isInTheMiddle(RunProgress progress) {
        return isRunning(progress) && progress.done() > 0 && progress.done() < progress.total();
    }

    /** Lets ten seconds pass in which no run ends. */
    private static void awaitOutage(String... waiting) {
        await("runs that wait").atMost(Waiting.START).during(OUTAGE).until(() -> Stream.of(waiting)
                .noneMatch(run -> stack.services().eval().run(run).hasEnded()));
    }

    private static RunView end(String run) {
        return RingRuns.awaitEnd(stack.services(), run);
    }

    private static boolean isWaiting(String run) {
        return stack.services().eval().run(run).state().equals("waiting");
    }

    /** However often a stage was begun and its outcome told: it has one. */
    private static void assertDoneOnce(String run) throws ExecutionException, InterruptedException {
        assertThat(stack.topics().events(Topic.TRAINING_DATA_READY, TrainingDataReady.class).stream()
                        .filter(event -> event.context().run().equals(run))
                        .distinct())
                .hasSize(1);
        assertThat(stack.topics().events(Topic.RUN_DECIDED, RunDecided.class).stream()
                        .filter(event -> event.context().run().equals(run))
                        .distinct())
                .hasSize(1);
    }

    /** The run's generation is live, whole, and answers. */
    private static void assertLive(String run, String index, int passages) {
        IndexView live = stack.services().embed().index(index);
        assertThat(live.generation()).isEqualTo(run);
        assertThat(live.reason()).isEqualTo("promotion");
        String collection = index + "--" + run;
        assertThat(stack.vectors().aliases()).containsEntry(index, collection);
        assertThat(stack.vectors().count(collection)).isEqualTo(passages);
        assertAnswersWith(stack.services().eval().run(run).checkpoint().orElseThrow(), index, collection);
    }

    /** Search comes to what the checkpoint's own vector of the query finds in the collection. */
    private static void assertAnswersWith(String checkpoint, String index, String collection) {
        float[] query;
        try (TextEncoder encoder = TinyModel.open(folder.resolve("home/store").resolve(checkpoint), Dtype.FP32)) {
            query = encoder.encode(Role.QUERY, List.of("a k"))[0];
        }
        List<Hit> expected = stack.vectors()
                .search(collection, List.of(query), 10, SearchMode.EXACT)
                .get(0);
        SearchAnswer answer = stack.services().embed().search(index, "a k", 10);
        assertThat(collection).isEqualTo(index + "--" + answer.generation());
        assertThat(answer.hits()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(answer.hits().get(i).score()).isCloseTo(expected.get(i).score(), within(ROUNDING));
        }
    }

    private static Set<String> artifacts(String kind) throws IOException {
        try (Stream<Path> folders = Files.list(folder.resolve("home/store").resolve(kind))) {
            return folders.map(artifact -> artifact.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static void sendEverythingAgain() throws ExecutionException, InterruptedException {
        for (Topic topic : Topic.values()) {
            for (ConsumerRecord<String, String> record : stack.topics().records(topic)) {
                stack.topics().send(topic, record.key(), record.value());
            }
        }
    }

    private static void replay() throws ExecutionException, InterruptedException {
        stack.pauseServices();
        stack.topics().rewindGroups();
        stack.resumeServices();
        stack.topics().awaitQuiet();
    }

    private static Set<String> deadLetters() throws ExecutionException, InterruptedException {
        return stack.topics().events(Topic.DEAD_LETTERS, DeadLetter.class).stream()
                .map(DeadLetter::topic)
                .collect(Collectors.toSet());
    }

    /** A checkpoint in the store of which one byte has changed since it was published. */
    private static String damagedCheckpoint() throws IOException {
        Path model = TinyModel.write(folder.resolve("damaged"), "bert", "cls_token", 7);
        String artifact = stack.store().publish("models", target -> copy(model, target));
        Path weights = folder.resolve("home/store").resolve(artifact).resolve("model.safetensors");
        try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
            file.seek(file.length() / 2);
            int value = file.read();
            file.seek(file.length() / 2);
            file.write(value ^ 1);
        }
        return artifact;
    }

    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copied = target.resolve(source.relativize(file));
                Files.createDirectories(copied.getParent());
                Files.copy(file, copied);
            }
        }
    }

    private static String get(URI page) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                .body();
    }

    /** Numbers may differ by what batching changes, everything else not at all. */
    private static void assertSame(String place, JsonNode found, JsonNode expected) {
        assertThat(found.getNodeType()).as(place).isEqualTo(expected.getNodeType());
        assertThat(found.size()).as(place).isEqualTo(expected.size());
        if (found.isNumber()) {
            assertThat(found.asDouble()).as(place).isCloseTo(expected.asDouble(), within(ROUNDING));
        } else if (found.isValueNode()) {
            assertThat(found).as(place).isEqualTo(expected);
        }
        for (int i = 0; found.isArray() && i < found.size(); i++) {
            assertSame(place + "[" + i + "]", found.get(i), expected.get(i));
        }
        for (Map.Entry<String, JsonNode> part : found.properties()) {
            assertSame(place + "." + part.getKey(), part.getValue(), expected.path(part.getKey()));
        }
    }
}
