package io.retune.embed;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.retune.artifacts.ArtifactStore;
import io.retune.events.DatasetReference;
import io.retune.events.DeadLetter;
import io.retune.events.EventCodec;
import io.retune.vectors.VectorStore;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = StackResource.class, scope = TestResourceScope.GLOBAL)
class DocumentsTest {
    @Inject
    ArtifactStore store;

    @Inject
    VectorStore vectors;

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
        Broker.send("documents", "poisoned/bad", "{broken");
        Broker.send("documents", "poisoned/half", "{\"text\": \"\\ud800\"}");
        Api.put("poisoned", "after", "after");
        // Then
        Api.awaitFound("poisoned", "after");
        assertThat(error("no-slash"))
                .endsWith("document key: found \"no-slash\", expected index/id, such as faq/17; correct the producer;"
                        + " the record is passed over");
        assertThat(error("poisoned/half"))
                .endsWith("document text: found half a surrogate pair, expected Unicode text; correct the producer;"
                        + " the record is passed over");
        assertThat(error("poisoned/bad")).contains("DocumentUpsert: ");
        assertThat(Api.ids("poisoned", "anything")).containsExactlyInAnyOrder("before", "after");
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
    void aCollectionThatIsGoneIsBuiltAgain() {
        // Given
        Api.put("rebuilt", "kept", "kept");
        Api.awaitFound("rebuilt", "kept");
        // When
        vectors.deleteCollection("rebuilt--first");
        Api.put("rebuilt", "more", "more");
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
        given().post("/v1/indexes/nowhere/rollback").then().statusCode(404);
    }
}
