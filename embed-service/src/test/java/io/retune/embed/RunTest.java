package io.retune.embed;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.RagDataset;
import io.retune.embed.deployment.Deployments;
import io.retune.embed.deployment.GenerationGone;
import io.retune.embed.generation.Generation;
import io.retune.events.DatasetReference;
import io.retune.events.DeadLetter;
import io.retune.events.Deployment;
import io.retune.events.EventCodec;
import io.retune.events.Feedback;
import io.retune.events.ModelReference;
import io.retune.events.RunContext;
import io.retune.events.RunOutcome;
import io.retune.events.RunProgress;
import io.retune.events.Stage;
import io.retune.vectors.VectorStore;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = StackResource.class, scope = TestResourceScope.GLOBAL)
class RunTest {
    @Inject
    ArtifactStore store;

    @Inject
    VectorStore vectors;

    @Inject
    Deployments deployments;

    @Test
    void aPromotedModelGoesLiveWithEveryWriteAndARollbackHasThemToo() {
        // Given: an index with documents, and a run that was judged
        DatasetReference dataset = load("faq", "ring");
        RunContext judged = Made.judged(store, "faq-1", "faq", dataset, 2);
        assertThat(judged.generation()).contains("first");
        assertJudged(judged);
        // When: it is promoted while somebody writes
        Made.decide(judged, RunOutcome.PROMOTED);
        for (int i = 0; i < 20; i++) {
            Api.put("faq", "meanwhile-" + i, "written meanwhile " + i);
        }
        Api.delete("faq", "ring-one");
        // Then: the new generation is live, with all of it
        await().atMost(Broker.PATIENCE).until(() -> Api.isLive("faq", "faq-1"));
        assertThat(Api.search("faq", "anything").getString("generation")).isEqualTo("faq-1");
        assertThat(Api.search("faq", "anything").getString("model"))
                .isEqualTo(judged.candidate().orElseThrow().model().name());
        await().atMost(Broker.PATIENCE).until(() -> hasAll("faq"));
        assertThat(states("faq")).containsExactlyInAnyOrder("first standby", "faq-1 live");

        // When: somebody writes and takes the promotion back
        Api.put("faq", "later", "written after the promotion");
        JsonPath back = Api.rollback("faq", 2).then().statusCode(200).extract().jsonPath();
        // Then: the first generation has that, too
        assertThat(back.getString("generation")).isEqualTo("first");
        assertThat(back.getString("reason")).isEqualTo("rollback");
        assertThat(back.getLong("sequence")).isEqualTo(3);
        assertThat(Api.search("faq", "anything").getString("generation")).isEqualTo("first");
        assertThat(Api.ids("faq", "written after the promotion"))
                .contains("later", "meanwhile-19")
                .doesNotContain("ring-one");

        // When: the rollback is asked for again, and once by somebody who saw something else
        // Then: it is not taken back
        Api.rollback("faq", 2).then().statusCode(200).body("sequence", equalTo(3));
        Api.rollback("faq", 1)
                .then()
                .statusCode(409)
                .body(
                        "detail",
                        equalTo("superseded: index faq: found sequence 3 live, generation first, expected sequence 1;"
                                + " look at what is live now, and decide again"));

        // When: everything that was said is said again
        Made.decide(judged, RunOutcome.PROMOTED);
        for (ConsumerRecord<String, String> record : Broker.all("deployments")) {
            Broker.send("deployments", record.key(), record.value());
        }
        Broker.send("deployments", "faq", "no event");
        // Then: nothing changes
        Broker.find("dead-letters", record -> record.value().contains("deployments, partition"));
        assertThat(deployments.live("faq").orElseThrow().sequence()).isEqualTo(3);
        assertThat(Api.index("faq").getLong("sequence")).isEqualTo(3);
        assertThat(vectors.aliases()).containsEntry("faq", "faq--first");
    }

    @Test
    void aMovedPassageIsLiveAsItWasMovedUntilItsTextChanges() {
        // Given
        DatasetReference dataset = load("nudged", "shift");
        RunContext judged =
                Made.judged("nudged-1", "nudged", dataset, Made.moving(store, 2, "shift-one", "all about shift one"));
        // When
        Made.decide(judged, RunOutcome.PROMOTED);
        await().atMost(Broker.PATIENCE).until(() -> Api.isLive("nudged", "nudged-1"));
        // Then
        assertThat(live("shift-one")[0]).isCloseTo(1, within(1e-4f));
        assertThat(live("shift-two")[0]).isLessThan(0.9f);

        // When
        Api.put("nudged", "shift-one", "all about another thing");
        // Then
        await().atMost(Broker.PATIENCE).until(() -> live("shift-one")[0] < 0.9f);
        given().get("/q/metrics")
                .then()
                .body(containsString("retune_vector_deltas_dropped_total{index=\"nudged\"} 1.0"));
    }

    private float[] live(String document) {
        return vectors.vectors("nudged--nudged-1", List.of(document)).get(document);
    }

    private DatasetReference load(String index, String word) {
        DatasetReference dataset = Made.dataset(store, word);
        given().contentType(ContentType.JSON)
                .body(Map.of("dataset", dataset.artifact()))
                .post("/v1/indexes/{index}/load", index)
                .then()
                .statusCode(200);
        return dataset;
    }

    private void assertJudged(RunContext context) {
        var base = context.base().orElseThrow();
        var candidate = context.candidate().orElseThrow();
        assertThat(base.passageIdentity()).isNotEqualTo(candidate.passageIdentity());
        for (var judged : List.of(base, candidate)) {
            assertThat(judged.model().dtype()).isPresent();
            assertThat(judged.target().passages())
                    .startsWith("eval--")
                    .endsWith("--" + judged.passageIdentity().substring(0, 16));
            assertThat(vectors.count(judged.target().passages())).isEqualTo(8);
            assertThat(vectors.count(judged.target().queries())).isEqualTo(8);
        }
    }

    private static boolean hasAll(String index) {
        List<String> ids = Api.ids(index, "written meanwhile");
        for (int i = 0; i < 20; i++) {
            if (!ids.contains("meanwhile-" + i)) {
                return false;
            }
        }
        return ids.size() == 27;
    }

    private static List<String> states(String index) {
        JsonPath found = Api.index(index);
        List<String> names = found.getList("generations.generation");
        List<String> states = found.getList("generations.state");
        return java.util.stream.IntStream.range(0, names.size())
                .mapToObj(i -> names.get(i) + " " + states.get(i))
                .toList();
    }

    @Test
    void ofTwoPromotionsOnOneBaseTheSecondIsSuperseded() {
        // Given
        DatasetReference dataset = load("twice", "twin");
        RunContext first = Made.judged(store, "twice-1", "twice", dataset, 3);
        RunContext second = Made.judged(store, "twice-2", "twice", dataset, 4);
        // When
        Made.decide(first, RunOutcome.PROMOTED);
        await().atMost(Broker.PATIENCE).until(() -> Api.isLive("twice", "twice-1"));
        Made.decide(second, RunOutcome.PROMOTED);
        // Then
        assertThat(end("twice-2"))
                .isEqualTo(
                        "superseded: index twice: found generation twice-1 live, expected first; judge again, against"
                                + " what is live now");
        assertThat(end("twice-1")).isEqualTo("live: generation twice-1 of index twice");
        assertThat(states("twice")).containsExactlyInAnyOrder("first standby", "twice-1 live");
    }

    private static String end(String run) {
        String progress = Broker.find("run-progress", record -> record.key().equals(run) && isEnd(record.value()))
                .value();
        return EventCodec.read(progress, RunProgress.class).message();
    }

    private static boolean isEnd(String event) {
        RunProgress progress = EventCodec.read(event, RunProgress.class);
        return progress.stage() == Stage.PROMOTION
                && progress.state() == RunProgress.State.DONE
                && !progress.message().isEmpty();
    }

    @Test
    void aRunWithoutADataSetTakesASnapshotOfDocumentsAndFeedback() {
        // Given
        for (int i = 0; i < 6; i++) {
            Api.put("asked", "doc-" + i, "what people look for " + i);
            Feedback feedback = new Feedback("asked", "question " + i, List.of("doc-" + i, "gone"), Optional.empty());
            Broker.send("feedback", "q-" + i, EventCodec.writePlain(feedback));
        }
        Api.delete("asked", "doc-5");
        Broker.send("feedback", "q-bad", "no feedback");
        // When
        RunContext context = Made.context("asked-1", "asked", Optional.empty(), Optional.empty());
        Made.request(context);
        Made.request(context);
        // Then
        DatasetReference taken = Made.indexed("asked-1", false).dataset().orElseThrow();
        RagDataset snapshot = DatasetReader.read(store.open(taken.artifact()).resolve(DatasetReference.FILE));
        assertThat(snapshot.corpus()).containsOnlyKeys("doc-0", "doc-1", "doc-2", "doc-3", "doc-4");
        assertThat(snapshot.queries()).containsOnlyKeys("q-0", "q-1", "q-2", "q-3", "q-4");
        assertThat(snapshot.split(RagDataset.TRAIN)).hasSize(2);
        assertThat(snapshot.split(RagDataset.VAL)).hasSize(3);
    }

    @Test
    void aRunThatCannotBeDoneEndsInADeadLetterThatSaysWhatToDo() {
        // Given
        Api.put("silent", "only", "only document");
        Api.awaitFound("silent", "only");
        ModelReference other = Made.checkpoint(store, 5);
        // When
        Made.request(Made.context("silent-1", "silent", Optional.empty(), Optional.empty()));
        Made.request(Made.context("silent-2", "silent", Optional.of(Made.dataset(store, "other")), Optional.of(other)));
        // Then
        assertThat(deadLetter("silent-1").error())
                .isEqualTo(
                        "index silent: found 1 documents and 0 queries of feedback whose documents are there, expected"
                                + " at least 2 queries, one to train and one to judge by (100 of them to decide); send feedback,"
                                + " or start the run with a data set");
        assertThat(deadLetter("silent-2").error())
                .startsWith("index silent: found model \"" + other.name() + "\", expected ")
                .endsWith("of generation first, which is live; leave the model out, or use another index");
    }

    @Test
    void whatWasRemovedDoesNotGoLive() {
        Api.put("swept", "only", "only document");
        Deployment live = deployments.live("swept").orElseThrow();
        Generation gone = new Generation("swept", "gone", live.model(), live.passageIdentity(), 32, Instant.now());
        assertThatThrownBy(() ->
                        deployments.deploy(gone, Optional.of("first"), Deployment.Reason.ROLLBACK, Optional.empty()))
                .isInstanceOf(GenerationGone.class)
                .hasMessage("index swept: generation gone was removed while it was to go live; nothing has changed:"
                        + " train again");
        assertThat(Api.index("swept").getString("generation")).isEqualTo("first");
    }

    private static DeadLetter deadLetter(String run) {
        return EventCodec.read(
                Broker.find("dead-letters", record -> run.equals(record.key())).value(), DeadLetter.class);
    }

    @Test
    void aRejectedRunAndARollbackWithoutAPreviousGenerationChangeNothing() {
        Api.put("calm", "only", "only document");
        RunContext context = Made.context("calm-1", "calm", Optional.empty(), Optional.empty());
        Made.decide(context, RunOutcome.REJECTED);
        given().noContentType()
                .post("/v1/indexes/calm/rollback")
                .then()
                .statusCode(409)
                .body(
                        "detail",
                        startsWith("index calm: generation first is its first; there is nothing to go back to"));
        assertThat(Api.index("calm").getLong("sequence")).isEqualTo(1);
    }
}
