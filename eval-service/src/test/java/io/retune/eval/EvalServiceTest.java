package io.retune.eval;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.retune.artifacts.ArtifactStore;
import io.retune.events.BaselineReady;
import io.retune.events.DatasetReference;
import io.retune.events.DeadLetter;
import io.retune.events.EventCodec;
import io.retune.events.IndexReady;
import io.retune.events.JudgedModel;
import io.retune.events.RetrainingRequested;
import io.retune.events.RunContext;
import io.retune.events.RunDecided;
import io.retune.events.RunOutcome;
import io.retune.events.RunProgress;
import io.retune.events.Stage;
import io.retune.events.Topic;
import io.retune.ring.RunRecords;
import io.retune.vectors.VectorStore;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Servers.class)
class EvalServiceTest {
    @Inject
    ArtifactStore artifacts;

    @Inject
    VectorStore vectors;

    @Inject
    RunRecords records;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    private Broker broker;
    private Scene scene;
    private DatasetReference target;
    private DatasetReference guard;

    @BeforeEach
    void connect() {
        broker = new Broker(servers);
        scene = new Scene(artifacts, vectors);
        target = scene.dataset("faq");
        guard = scene.dataset("general");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> when().get("/q/health/ready").then().statusCode(200));
    }

    private String begin() {
        return given().contentType("application/json")
                .body("{\"index\":\"faq\",\"dataset\":{\"name\":\"faq\",\"artifact\":\"" + target.artifact()
                        + "\"},\"guards\":[{\"name\":\"general\",\"artifact\":\"" + guard.artifact()
                        + "\"}],\"recipe\":{\"training\":{\"epochs\":3}}}")
                .post("/v1/runs")
                .then()
                .statusCode(202)
                .header("Location", containsString("/v1/runs/faq-"))
                .body("state", equalTo("running"))
                .extract()
                .path("run");
    }

    private RunContext requested(String run) {
        String event = broker.await(Topic.RETRAINING_REQUESTED, 1, value -> value.contains("\"" + run + "\""))
                .get(0);
        return EventCodec.read(event, RetrainingRequested.class).context();
    }

    private RunDecided decided(String run) {
        return EventCodec.read(
                broker.await(Topic.RUN_DECIDED, 1, value -> value.contains("\"" + run + "\""))
                        .get(0),
                RunDecided.class);
    }

    private void indexReady(RunContext context) {
        broker.send(Topic.INDEX_READY, context.run(), EventCodec.write(new IndexReady(context)));
    }

    private JsonPath awaitState(String run, String state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> when().get("/v1/runs/" + run).then().body("state", equalTo(state)));
        return when().get("/v1/runs/" + run).jsonPath();
    }

    @Test
    void judgesBaseAndCandidateAndDecides() {
        String run = begin();
        RunContext context = requested(run);
        assertThat(context.recipe().training().epochs()).isEqualTo(3);
        JudgedModel base = scene.model("base", 3, target, List.of(guard));
        JudgedModel candidate = scene.model("candidate", 0.5, target, List.of(guard));

        indexReady(context.withBase(target, base, "first"));
        BaselineReady baseline = EventCodec.read(
                broker.await(Topic.BASELINE_READY, 1, value -> value.contains(run))
                        .get(0),
                BaselineReady.class);
        assertThat(baseline.queries()).isEqualTo(Scene.QUERIES);
        assertThat(baseline.metrics().get("ndcg_at_10")).isBetween(0.05, 0.8);
        assertThat(baseline.detectable()).isBetween(0.01, 0.3);

        RunContext judged = context.withBase(target, base, "first").withCandidate(candidate);
        indexReady(judged);
        assertThat(decided(run).decision()).isEqualTo(RunOutcome.PROMOTED);

        JsonPath view = awaitState(run, "promoted");
        assertThat(view.getString("comparison.decision")).isEqualTo("promoted");
        assertThat(view.getDouble("comparison.target.base.ndcg_at_10"))
                .isCloseTo(baseline.metrics().get("ndcg_at_10"), within(1e-6)); // RestAssured reads 32-bit floats
        assertThat(view.getDouble("comparison.target.difference.ndcg_at_10.low"))
                .isPositive();
        assertThat(view.getInt("comparison.guards.size()")).isEqualTo(1);
        assertThat(view.getInt("looks")).isPositive();
        assertThat(view.getString("approximate")).isEqualTo("not measured");
        assertThat(view.getString("collection")).isNull(); // embed has not said yet that it is live
        when().get("/runs/" + run)
                .then()
                .statusCode(200)
                .body(containsString("target faq is better"))
                .body(containsString("95 % interval"));
        when().get("/").then().statusCode(200).body(containsString(run));

        int looks = view.getInt("looks");
        indexReady(judged);
        broker.await(Topic.RUN_DECIDED, 2, value -> value.contains("\"" + run + "\""));
        assertThat(when().get("/v1/runs/" + run).jsonPath().getInt("looks")).isEqualTo(looks);
    }

    @Test
    void aWorseCandidateIsRejected() {
        String run = begin();
        RunContext context = requested(run);
        JudgedModel good = scene.model("good", 0.5, target, List.of(guard));
        JudgedModel bad = scene.model("bad", 3, target, List.of(guard));
        indexReady(context.withBase(target, good, "first").withCandidate(bad));

        assertThat(decided(run).decision()).isEqualTo(RunOutcome.REJECTED);
        awaitState(run, "rejected");
    }

    @Test
    void aCollectionThatLacksPointsFailsWithItsName() {
        String run = begin();
        RunContext context = requested(run);
        JudgedModel base = scene.model("hollow", 1, target, List.of());
        vectors.deleteIfOlder(base.target().passages(), "p7", 1);
        indexReady(context.withBase(target, base, "first"));

        JsonPath view = awaitState(run, "failed");
        assertThat(view.getString("reasons[0]"))
                .isEqualTo("stage baseline failed 3 times: collection eval--faq--hollow: found 239, expected 240;"
                        + " somebody deleted from it: start the run again, it will be filled anew");
    }

    @Test
    void aRunIsCalledOffOnce() {
        String run = begin();
        given().post("/v1/runs/" + run + "/cancel").then().statusCode(200).body("state", equalTo("cancelled"));
        assertThat(decided(run).decision()).isEqualTo(RunOutcome.CANCELLED);
        given().post("/v1/runs/" + run + "/cancel")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("detail", equalTo("run " + run + " has ended: cancelled; there is nothing to call off"));

        String retried = given().post("/v1/runs/" + run + "/retry")
                .then()
                .statusCode(202)
                .body("retry_of", equalTo(run))
                .extract()
                .path("run");
        assertThat(requested(retried).seed()).isEqualTo(requested(run).seed());
        given().post("/v1/runs/" + retried + "/retry").then().statusCode(409);
        given().post("/v1/runs/" + retried + "/cancel").then().statusCode(200);
        String again = given().post("/v1/runs/" + retried + "/retry")
                .then()
                .statusCode(202)
                .body("retry_of", equalTo(retried))
                .extract()
                .path("run");
        assertThat(requested(again).seed()).isEqualTo(requested(run).seed());
    }

    @Test
    void progressMovesForwardOnly() {
        String run = begin();
        Instant now = Instant.now();
        RunProgress late = new RunProgress(
                run, Stage.TRAINING, RunProgress.State.RUNNING, 1, 20, 40, "steps", "", now.plusSeconds(2));
        RunProgress early = new RunProgress(run, Stage.TRAINING, RunProgress.State.RUNNING, 1, 5, 40, "steps", "", now);
        broker.send(Topic.RUN_PROGRESS, run, EventCodec.write(late));
        broker.send(Topic.RUN_PROGRESS, run, EventCodec.write(early));
        broker.send(
                Topic.RUN_PROGRESS,
                run,
                EventCodec.write(new RunProgress(
                        run, Stage.CANDIDATE_INDEX, RunProgress.State.WAITING, 1, 0, 0, "", "Qdrant is away", now)));

        JsonPath view = awaitState(run, "waiting");
        assertThat(view.getInt("stages.find { it.name == 'training' }.done")).isEqualTo(20);
        assertThat(view.getString("stages.find { it.name == 'candidate-index' }.message"))
                .isEqualTo("Qdrant is away");
    }

    @Test
    void whatCannotBeReadBecomesADeadLetterAndTheRingGoesOn() {
        for (Topic topic : List.of(
                Topic.INDEX_READY,
                Topic.RETRAINING_REQUESTED,
                Topic.RUN_PROGRESS,
                Topic.RUN_DECIDED,
                Topic.DEAD_LETTERS)) {
            broker.send(topic, "poison", "{\"poison\":\"" + topic + "\"}");
            DeadLetter letter = EventCodec.read(
                    broker.await(
                                    Topic.DEAD_LETTERS,
                                    1,
                                    value -> value.contains("poison\\\":\\\"" + topic) && value.contains("specversion"))
                            .get(0),
                    DeadLetter.class);
            assertThat(letter.topic()).isEqualTo(topic.topicName());
            assertThat(letter.error()).startsWith("event: no CloudEvent 1.0 in JSON");
        }
        String run = begin();
        given().post("/v1/runs/" + run + "/cancel").then().statusCode(200);
    }

    @Test
    void badRequestsSayWhatIsWrong() {
        given().contentType("application/json")
                .body("{\"index\":\"faq\",\"dataset\":{\"name\":\"faq\",\"artifact\":\"datasets/" + "0".repeat(64)
                        + "\"}}")
                .post("/v1/runs")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body(
                        "detail",
                        equalTo("dataset faq: datasets/" + "0".repeat(64) + " is not in the artifact store;"
                                + " upload it first: POST /v1/datasets of synth-service"));
        given().contentType("application/json")
                .body("{\"index\":\"faq\",\"recipe\":{\"training\":{\"epoch\":2}}}")
                .post("/v1/runs")
                .then()
                .statusCode(400)
                .body("detail", containsString("\"epoch\""));
        given().contentType("application/json")
                .body("{")
                .post("/v1/runs")
                .then()
                .statusCode(400);
        when().get("/v1/runs/nothing").then().statusCode(404).body("detail", containsString("\"nothing\""));
    }

    @Test
    void evaluatesCollectionsOutsideARun() {
        JudgedModel model = scene.model("single", 0.5, target, List.of());
        String id = given().contentType("application/json")
                .body("{\"dataset\":{\"name\":\"faq\",\"artifact\":\"" + target.artifact() + "\"},\"passages\":\""
                        + model.target().passages() + "\",\"queries\":\""
                        + model.target().queries() + "\"}")
                .post("/v1/evaluations")
                .then()
                .statusCode(201)
                .body("query_count", is(Scene.QUERIES))
                .extract()
                .path("id");
        when().get("/v1/evaluations/" + id).then().statusCode(200).body("split", equalTo("val"));
        when().get("/v1/runs?limit=0").then().statusCode(400);
    }

    @Test
    void aRunRequestedOverKafkaIsARun() {
        RunContext context = RunContext.requested(
                "over-kafka",
                Instant.parse("2026-11-24T10:00:00Z"),
                new io.retune.events.RunRequest("faq", Optional.of(target), List.of(), Optional.empty(), null));
        broker.send(Topic.RETRAINING_REQUESTED, context.run(), EventCodec.write(new RetrainingRequested(context)));

        awaitState("over-kafka", "running");
        when().get("/v1/runs").then().body("runs.run", hasItem("over-kafka"));
        when().get("/v1/runs/over-kafka").then().body("decision", nullValue());
        assertThat(records.hasEnded("over-kafka")).isFalse();
    }
}
