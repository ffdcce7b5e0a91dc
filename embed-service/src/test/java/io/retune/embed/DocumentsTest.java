package io.retune.embed;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.DatasetWriter;
import io.retune.dataset.RagDataset;
import io.retune.embed.generation.Generation;
import io.retune.embed.generation.Generations;
import io.retune.events.DatasetReference;
import io.retune.events.DeadLetter;
import io.retune.events.EventCodec;
import io.retune.events.Topic;
import io.retune.vectors.CollectionSpec;
import io.retune.vectors.VectorStore;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = StackResource.class, scope = TestResourceScope.GLOBAL)
class DocumentsTest {
    @Inject
    ArtifactStore store;

    @Inject
    VectorStore vectors;

    @Inject
    Generations generations;

    @Test
    void whatIsWrittenIsFoundAndWhatIsDeletedIsNot() {
        // Given
        Api.put("letters", "ab", "aaaa bbbb");
        Api.put("letters", "cd", "cccc dddd");
        Api.awaitFound("letters", "cd");
        // When
        Api.put("letters", "ab", "xxxx yyyy zzzz");
        Api.delete("letters", "cd");
        // Then
        await().atMost(Broker.PATIENCE)
                .until(() -> Api.ids("letters", "anything").equals(List.of("ab")));
        JsonPath found = Api.search("letters", "xxxx yyyy zzzz");
        assertThat(found.getString("hits[0].text")).isEqualTo("xxxx yyyy zzzz");
        assertThat(found.getString("hits[0].metadata.from")).isEqualTo("test");
        assertThat(found.getDouble("hits[0].score")).isGreaterThan(0.999);
        assertThat(found.getString("generation")).isEqualTo("first");
        JsonPath index = Api.index("letters");
        assertThat(index.getLong("sequence")).isEqualTo(1);
        assertThat(index.getString("reason")).isEqualTo("first");
        assertThat(index.getList("generations.state")).containsExactly("live");
        await().atMost(Broker.PATIENCE).until(() -> Api.index("letters").getLong("generations[0].lag") == 0);
    }

    @Test
    void recordsThatNobodyCanReadBecomeDeadLettersAndTheFollowerGoesOn() {
        // Given
        Api.put("poisoned", "before", "before");
        // When
        Broker.send("documents", "no-slash", "{\"text\": \"lost\"}");
        Broker.send("documents", "POISONED/1", "{\"text\": \"lost\"}");
        int wrong = (partition("poisoned/astray") + 1) % Topic.PARTITIONS;
        Broker.send(new ProducerRecord<>("documents", wrong, "poisoned/astray", "{\"text\": \"lost\"}"));
        Broker.send("documents", "poisoned/bad", "{broken");
        Broker.send("documents", "poisoned/half", "{\"text\": \"\\ud800\"}");
        Api.put("poisoned", "after", "after");
        // Then
        Api.awaitFound("poisoned", "after");
        assertThat(error("no-slash"))
                .endsWith("document key: found \"no-slash\", expected index/id, such as faq/17; correct the producer;"
                        + " the record is passed over");
        assertThat(error("POISONED/1")).contains("index: found \"POISONED\", expected 1 to 100 of a-z");
        assertThat(error("poisoned/astray"))
                .endsWith(
                        "document poisoned/astray: found in partition " + wrong + ", expected "
                                + partition("poisoned/astray")
                                + ": changes of one document have an order only within one partition; set"
                                + " partitioner=murmur2_random in the producer, and name no partition; the record is passed over");
        assertThat(error("poisoned/half"))
                .endsWith("document text: found half a surrogate pair, expected Unicode text; correct the producer;"
                        + " the record is passed over");
        assertThat(error("poisoned/bad")).contains("DocumentUpsert: ");
        assertThat(Api.ids("poisoned", "anything")).containsExactlyInAnyOrder("before", "after");
    }

    private static int partition(String key) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % Topic.PARTITIONS;
    }

    private static String error(String key) {
        String letter = Broker.find("dead-letters", record -> record.value().contains("key \\\"" + key + "\\\""))
                .value();
        return EventCodec.read(letter, DeadLetter.class).error();
    }

    @Test
    void aDataSetIsLoadedOnce() {
        DatasetReference dataset = Made.dataset(store, "load");
        for (boolean loaded : List.of(true, false)) {
            given().contentType(ContentType.JSON)
                    .body(Map.of("dataset", dataset.artifact()))
                    .post("/v1/indexes/loaded/load")
                    .then()
                    .statusCode(200)
                    .body("loaded", equalTo(loaded))
                    .body("documents", equalTo(8));
        }
        await().atMost(Broker.PATIENCE).until(() -> Api.index("loaded").getLong("generations[0].points") == 8);
    }

    @Test
    void aDataSetWithAPassageThatIsTooLargeIsNotLoadedAtAll() {
        DatasetBuilder builder = RagDataset.builder("large");
        builder.passage("small", "small").passage("large", "x".repeat(1_000_001));
        builder.query("q", "what").relevant("q", "small").split(RagDataset.TRAIN, List.of("q"));
        String dataset = store.publish(
                DatasetReference.KIND,
                folder -> DatasetWriter.write(builder.build(), folder.resolve(DatasetReference.FILE)));
        given().contentType(ContentType.JSON)
                .body(Map.of("dataset", dataset))
                .post("/v1/indexes/large/load")
                .then()
                .statusCode(400)
                .body("detail", startsWith("document large: found 10000"))
                .body("detail", endsWith("bytes, expected at most 1000000; cut it into passages"));
        assertThat(Broker.all("documents")).noneMatch(record -> record.key().startsWith("large/"));
    }

    @Test
    void whatIsNotOursInQdrantIsLeftAlone() {
        // Given
        vectors.createCollection(new CollectionSpec("foreign--first", 3, Map.of()));
        vectors.createCollection(new CollectionSpec("orphan--theirs", 3, Map.of()));
        vectors.setAlias("orphan", "orphan--theirs");
        // When, then
        given().contentType(ContentType.JSON)
                .body(Map.of("documents", List.of(Map.of("id", "a", "text", "b"))))
                .put("/v1/indexes/foreign/documents")
                .then()
                .statusCode(400)
                .body("detail", startsWith("collection foreign--first: found 3 dimensions and metadata {}, expected "));
        assertThat(generations.find("foreign", "first")).isEmpty();
        given().contentType(ContentType.JSON)
                .body(Map.of("index", "orphan", "query", "text"))
                .post("/v1/search")
                .then()
                .statusCode(503)
                .body(
                        "detail",
                        equalTo("index orphan: is there, but cannot be searched: its alias leads to collection"
                                + " orphan--theirs, which has no record in the artifact store; restore the store, or"
                                + " remove the alias if it is not this installation's"));
        generations.removeLeftovers("foreign");
        generations.removeLeftovers("orphan");
        assertThat(vectors.collections()).contains("foreign--first", "orphan--theirs");
    }

    @Test
    void aRecordThatCannotBeReadStopsNoOtherGeneration() {
        Api.put("beside", "a", "anything");
        store.putIfAbsent("generations/damaged/first.json", "{".getBytes(StandardCharsets.UTF_8));
        try {
            assertThat(generations.all()).extracting(Generation::collection).contains("beside--first");
        } finally {
            store.delete("generations/damaged/first.json");
        }
    }

    @Test
    void aCollectionThatIsGoneIsBuiltAgain() {
        // Given
        Api.put("rebuilt", "kept", "kept");
        Api.awaitFound("rebuilt", "kept");
        // When
        Api.put("rebuilt", "more", "more");
        vectors.deleteCollection("rebuilt--first");
        // Then
        await().atMost(Broker.PATIENCE).until(() -> vectors.describe("rebuilt--first")
                .filter(collection -> collection.points() == 2)
                .isPresent());
        await().atMost(Broker.PATIENCE)
                .until(() -> "rebuilt--first".equals(vectors.aliases().get("rebuilt")));
        assertThat(Api.ids("rebuilt", "anything")).containsExactlyInAnyOrder("kept", "more");
    }

    @Test
    void refusesWhatCannotBeUsedInWords() {
        given().contentType(ContentType.JSON)
                .body(Map.of("index", "nowhere", "query", "text"))
                .post("/v1/search")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body(
                        "detail",
                        equalTo(
                                "index nowhere: there is none of this name; write documents to it, or correct the name"));
        given().contentType(ContentType.JSON)
                .body(Map.of("documents", List.of(Map.of("id", "a", "text", "b"))))
                .put("/v1/indexes/a--b/documents")
                .then()
                .statusCode(400)
                .body(
                        "detail",
                        equalTo(
                                "index: found \"a--b\", expected a name without \"--\" and without \"-\" at its end that is"
                                        + " none of [eval, queries]: collections are named with them; choose another name"));
        given().contentType(ContentType.JSON)
                .body(Map.of("documents", List.of(Map.of("id", "large", "text", "x".repeat(1_000_001)))))
                .put("/v1/indexes/letters/documents")
                .then()
                .statusCode(400);
        for (String body : List.of(
                "{\"documents\": []}",
                "{\"documents\": [{\"id\": \"\"}]}",
                "{\"texts\": []}",
                "{\"documents\": 7}",
                "{")) {
            given().contentType(ContentType.JSON)
                    .body(body)
                    .put("/v1/indexes/letters/documents")
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json");
        }
        given().noContentType().post("/v1/indexes/nowhere/rollback").then().statusCode(404);
        given().contentType(ContentType.JSON)
                .post("/v1/indexes/nowhere/rollback")
                .then()
                .statusCode(404);
    }
}
