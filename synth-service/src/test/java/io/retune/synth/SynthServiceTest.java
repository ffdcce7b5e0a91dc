package io.retune.synth;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.DatasetWriter;
import io.retune.dataset.RagDataset;
import io.retune.events.BaselineReady;
import io.retune.events.DatasetReference;
import io.retune.events.DeadLetter;
import io.retune.events.EventCodec;
import io.retune.events.RunProgress;
import io.retune.events.Topic;
import io.retune.events.TrainingDataReady;
import io.retune.synth.ChatServer.Reply;
import io.retune.vectors.VectorStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@WithTestResource(StackResource.class)
class SynthServiceTest {
    @Inject
    ArtifactStore artifacts;

    @Inject
    VectorStore vectors;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @ConfigProperty(name = "retune.llm.base-url")
    String languageModel;

    @ConfigProperty(name = "retune.home")
    String home;

    @TempDir
    Path folder;

    private Broker broker;
    private Scene scene;

    @BeforeEach
    void connect() {
        broker = new Broker(servers);
        scene = new Scene(artifacts, vectors);
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> when().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.name", hasItem("artifact-store")));
    }

    private BaselineReady baseline(String topic, int passages) throws IOException {
        DatasetReference target = scene.publish(Scene.dataset(topic));
        return Scene.baseline(target, scene.base(target, folder), passages, 10);
    }

    private void send(BaselineReady event) {
        broker.send(Topic.BASELINE_READY, event.context().run(), EventCodec.write(event));
    }

    private List<TrainingDataReady> ready(BaselineReady event, int times) {
        String run = "\"run\":\"" + event.context().run() + "\"";
        return broker.await(Topic.TRAINING_DATA_READY, times, value -> value.contains(run)).stream()
                .map(value -> EventCodec.read(value, TrainingDataReady.class))
                .toList();
    }

    private RagDataset trainingData(TrainingDataReady event) {
        return scene.read(event.context().trainingData().orElseThrow());
    }

    private String progressWith(BaselineReady event, String words) {
        String run = "\"run\":\"" + event.context().run() + "\"";
        return EventCodec.read(
                        broker.await(Topic.RUN_PROGRESS, 1, value -> value.contains(run) && value.contains(words))
                                .get(0),
                        RunProgress.class)
                .message();
    }

    @Test
    void storesAValidDataSetOnceWhateverItsLayout() throws IOException {
        Path file = folder.resolve("any.json");
        DatasetWriter.write(Scene.dataset("upload"), file);
        String artifact = given().contentType("application/json")
                .body(Files.readAllBytes(file))
                .post("/v1/datasets?name=faq")
                .then()
                .statusCode(201)
                .header("Location", containsString("/v1/datasets/"))
                .body("name", equalTo("faq"))
                .body("queries", is(6))
                .body("passages", is(8))
                .body("splits", equalTo(Map.of("train", 4, "val", 2)))
                .extract()
                .path("artifact");
        String again = given().contentType("application/octet-stream")
                .body(Files.readString(file).replace("\n", "").getBytes(StandardCharsets.UTF_8))
                .post("/v1/datasets?name=other")
                .then()
                .statusCode(201)
                .extract()
                .path("artifact");

        assertThat(again).isEqualTo(artifact).matches("datasets/[0-9a-f]{64}");
        when().get("/v1/" + artifact)
                .then()
                .statusCode(200)
                .body("name", equalTo("faq"))
                .body("passages", is(8));
        assertThat(Path.of(home, "uploads")).isEmptyDirectory();
    }

    @Test
    void convertsWhatFitsIntoOneFile() {
        String rows =
                """
                {"query": "one", "passage": "first"}
                {"query": "two", "passage": "second"}
                {"query": "", "passage": "third"}
                """;
        JsonPath stored = given().contentType("application/octet-stream")
                .body(rows.getBytes(StandardCharsets.UTF_8))
                .post("/v1/datasets?name=rows&format=pairs")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        assertThat(stored.getInt("queries")).isEqualTo(2);
        assertThat(stored.getList("conversion")).contains("3 rows read");
    }

    @Test
    void refusesWhatIsNoDataSetInItsOwnWords() {
        given().contentType("application/json")
                .body(
                        "{\"queries\":{\"q-1\":\"a\"},\"corpus\":{\"doc-1\":\"b\"},\"relevant_docs\":{\"q-1\":[\"doc-9\"]},"
                                + "\"queries_split\":{\"val\":[\"q-1\"]}}")
                .post("/v1/datasets?name=faq")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body(
                        "detail",
                        equalTo("faq.json: relevant_docs: query \"q-1\" refers to document \"doc-9\", which is"
                                + " not in corpus (1 documents); add it or remove the reference"));
        given().contentType("application/json")
                .body("{}")
                .post("/v1/datasets?name=faq&format=beir")
                .then()
                .statusCode(400)
                .body(
                        "detail",
                        equalTo("format: found \"beir\", expected one of retune, pairs, triplets, scored-pairs,"
                                + " squad, infgrad; make one file of others with retune convert"));
        given().contentType("application/json")
                .body("{}")
                .post("/v1/datasets?name=../faq")
                .then()
                .statusCode(400)
                .body("detail", containsString("name: found \"../faq\", expected 1 to 60 letters"));
        when().get("/v1/datasets/" + "0".repeat(64)).then().statusCode(404);
    }

    @Test
    void givenPairsAloneAreTheTargetItself() throws IOException {
        BaselineReady event = baseline("given", 0);
        send(event);
        send(event);

        List<TrainingDataReady> outcomes = ready(event, 2);
        assertThat(outcomes).allSatisfy(outcome -> {
            assertThat(outcome.context().trainingData())
                    .isEqualTo(event.context().dataset());
            assertThat(outcome.counts()).isEqualTo(Map.of("given", Scene.GIVEN, "feedback", 0));
        });
    }

    @Test
    void feedbackJoinsTheTrainSplit() throws IOException {
        BaselineReady event = baseline("harbour", 0);
        given().contentType("application/json")
                .body(
                        """
                        {"feedback": [
                          {"id": "asked-1", "index": "harbour", "query": "old coins", "relevant": ["p5", "p99"],
                           "answer": "under water"},
                          {"index": "harbour", "query": "How did coal get to Harbour?", "relevant": ["p4"]},
                          {"index": "harbour", "query": "where is the lighthouse", "relevant": ["p99"]},
                          {"index": "harbour", "query": "who guides ships at harbour", "relevant": ["p0"]},
                          {"index": "elsewhere", "query": "something else", "relevant": ["p0"]}]}
                        """)
                .post("/v1/feedback")
                .then()
                .statusCode(202)
                .body("count", is(5))
                .body("ids[0]", equalTo("asked-1"));
        broker.send(Topic.FEEDBACK, "poison", "{\"index\":\"harbour\"");
        send(event);

        TrainingDataReady outcome = ready(event, 1).get(0);
        assertThat(outcome.counts())
                .isEqualTo(Map.of(
                        "given", Scene.GIVEN,
                        "feedback", 1,
                        "dropped_judged", 1,
                        "dropped_known", 1,
                        "dropped_unknown_document", 1));
        RagDataset made = trainingData(outcome);
        RagDataset target = Scene.dataset("harbour");
        assertThat(made.name()).isEqualTo("harbour-training");
        assertThat(made.split("train")).containsExactly("q0", "q1", "q2", "q3", "feedback-asked-1");
        assertThat(made.relevantDocs().get("feedback-asked-1")).isEqualTo(Map.of("p5", 1));
        assertThat(made.referenceAnswers()).isEqualTo(Map.of("feedback-asked-1", "under water"));
        assertThat(made.splitDigest("val")).isEqualTo(target.splitDigest("val"));
        assertThat(made.corpusDigest()).isEqualTo(target.corpusDigest());
        DeadLetter letter = EventCodec.read(
                broker.await(Topic.DEAD_LETTERS, 1, value -> value.contains("poison"))
                        .get(0),
                DeadLetter.class);
        assertThat(letter.error()).startsWith("feedback, partition ").contains("key \"poison\"", "is passed over");

        // What comes later is not seen by the same run, even if its outcome were lost.
        given().contentType("application/json")
                .body("{\"feedback\":[{\"index\":\"harbour\",\"query\":\"too late\",\"relevant\":[\"p6\"]}]}")
                .post("/v1/feedback")
                .then()
                .statusCode(202);
        artifacts.delete("runs/" + event.context().run() + "/training-data.json");
        send(event);
        assertThat(ready(event, 2).get(1).context().trainingData())
                .isEqualTo(outcome.context().trainingData());
    }

    @Test
    void badFeedbackIsRefusedWithWhatIsWrong() {
        given().contentType("application/json")
                .body("{\"feedback\":[{\"index\":\"faq\",\"query\":\"a\",\"relevant\":[]}]}")
                .post("/v1/feedback")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", equalTo("feedback relevant: found no document, expected at least one document id"));
        given().contentType("application/json")
                .body("{}")
                .post("/v1/feedback")
                .then()
                .statusCode(400);
    }

    @Test
    void asksALanguageModelThatIsNotAlwaysWell() throws IOException {
        BaselineReady event = baseline("lagoon", Scene.OPEN);
        String wellAlways = Scene.passage("lagoon", 4);
        String busyFirst = Scene.passage("lagoon", 5);
        String brokenAlways = Scene.passage("lagoon", 6);
        try (ChatServer server = ChatServer.start(languageModel, (passage, time) -> {
            if (passage.equals(busyFirst) && time == 1) {
                return Reply.error(429, "slow down");
            }
            boolean broken = passage.equals(brokenAlways) || (!passage.equals(wellAlways) && time == 1);
            return broken && !passage.equals(busyFirst)
                    ? Reply.says("[{\"question\": \"half")
                    : Reply.pairAbout(passage);
        })) {
            send(event);

            TrainingDataReady outcome = ready(event, 1).get(0);
            assertThat(outcome.counts())
                    .isEqualTo(Map.of(
                            "given", Scene.GIVEN,
                            "feedback", 0,
                            "synthetic", 3,
                            "passages", Scene.OPEN,
                            "passages_unreadable", 1));
            RagDataset made = trainingData(outcome);
            assertThat(made.split("train"))
                    .hasSize(Scene.GIVEN + 3)
                    .filteredOn(id -> id.startsWith("synthetic-"))
                    .flatExtracting(id -> made.relevantDocs().get(id).keySet())
                    .containsExactly("p4", "p5", "p7");

            // Done again, nobody is asked again.
            int asked = server.asked();
            artifacts.delete("runs/" + event.context().run() + "/training-data.json");
            send(event);
            assertThat(ready(event, 2).get(1).context().trainingData())
                    .isEqualTo(outcome.context().trainingData());
            assertThat(server.asked()).isEqualTo(asked).isEqualTo(1 + 2 + 3 + 2);
        }
        when().get("/q/metrics")
                .then()
                .body(containsString("retune_synthesis_requests_total"))
                .body(containsString("retune_synthesis_passages_total{outcome=\"unreadable\""))
                .body(containsString("retune_training_data_total{kind=\"synthetic\""));
    }

    @Test
    void waitsForALanguageModelThatIsAway() throws IOException {
        BaselineReady event = baseline("estuary", Scene.OPEN);
        send(event);

        assertThat(progressWith(event, "did not answer"))
                .startsWith("waits for the language model test-model at " + languageModel)
                .endsWith("as long as it takes");
        try (ChatServer server = ChatServer.start(languageModel, (passage, time) -> Reply.pairAbout(passage))) {
            assertThat(ready(event, 1).get(0).counts()).containsEntry("synthetic", Scene.OPEN);
            assertThat(server.asked()).isEqualTo(Scene.OPEN);
        }
        assertThat(artifacts.list("runs/" + event.context().run() + "/training-data/error-"))
                .isEmpty();
    }

    @Test
    void aWrongKeyIsADeadLetter() throws IOException {
        BaselineReady event = baseline("strait", Scene.OPEN);
        try (ChatServer server = ChatServer.start(languageModel, (passage, time) -> Reply.error(401, "no such key"))) {
            send(event);
            DeadLetter letter = EventCodec.read(
                    broker.await(
                                    Topic.DEAD_LETTERS,
                                    1,
                                    value -> value.contains(event.context().run()))
                            .get(0),
                    DeadLetter.class);
            assertThat(letter.error())
                    .startsWith("model \"test-model\", passage \"p")
                    .contains("no such key", "the key");
            assertThat(server.asked()).isPositive();
        }
    }

    @Test
    void synthesisWithoutARun() throws IOException {
        DatasetReference target = scene.publish(Scene.dataset("fjord"));
        try (ChatServer server = ChatServer.start(languageModel, (passage, time) -> Reply.pairAbout(passage))) {
            JsonPath result = awaitState(order(target), "done");
            assertThat(result.getInt("result.counts.synthetic")).isEqualTo(3);
            assertThat(result.getBoolean("result.round_tripped")).isFalse();
            assertThat(result.getString("result.dataset.name")).isEqualTo("fjord-synthetic");
            assertThat(artifacts.exists(result.getString("result.dataset.artifact")))
                    .isTrue();
            assertThat(server.asked()).isEqualTo(3);
        }
        DatasetReference other = scene.publish(Scene.dataset("sound"));
        try (ChatServer refusing =
                ChatServer.start(languageModel, (passage, time) -> Reply.error(401, "no such key"))) {
            assertThat(awaitState(order(other), "failed").getString("error")).contains("no such key");
            assertThat(refusing.asked()).isPositive();
        }
        when().get("/v1/synthesis/nothing").then().statusCode(404);
        given().contentType("application/json")
                .body("{\"dataset\":{\"name\":\"faq\",\"artifact\":\"datasets/" + "0".repeat(64)
                        + "\"},\"passages\":1,\"pairs_per_passage\":1}")
                .post("/v1/synthesis")
                .then()
                .statusCode(400);
        given().contentType("application/json")
                .body("{\"passages\":1,\"pairs_per_passage\":1}")
                .post("/v1/synthesis")
                .then()
                .statusCode(400)
                .body("detail", containsString("dataset: is missing"));
    }

    private static String order(DatasetReference target) {
        return given().contentType("application/json")
                .body("{\"dataset\":{\"name\":\"" + target.name() + "\",\"artifact\":\"" + target.artifact()
                        + "\"},\"passages\":3,\"pairs_per_passage\":1}")
                .post("/v1/synthesis")
                .then()
                .statusCode(202)
                .header("Location", containsString("/v1/synthesis/synthesis-"))
                .extract()
                .path("id");
    }

    private static JsonPath awaitState(String id, String state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> when().get("/v1/synthesis/" + id).then().body("state", equalTo(state)));
        return when().get("/v1/synthesis/" + id).jsonPath();
    }

    @Test
    void aPoisonedBaselineIsADeadLetter() {
        broker.send(Topic.BASELINE_READY, "poison", "{\"poison\":\"baseline\"}");
        assertThat(broker.await(Topic.DEAD_LETTERS, 1, value -> value.contains("poison\\\":\\\"baseline")))
                .hasSize(1);
    }

    @Test
    void describesItself() {
        given().accept("application/json")
                .get("/q/openapi")
                .then()
                .body("paths.keySet()", hasItem("/v1/datasets"))
                .body("paths.keySet()", hasItem("/v1/synthesis/{id}"))
                .body("components.schemas.Request.properties.keySet()", hasItem("pairs_per_passage"))
                .body("paths.keySet()", not(hasItem("/v1/runs")));
    }
}
