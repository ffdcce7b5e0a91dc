package io.retune.embed;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;

/** The service as others see it. */
final class Api {
    private Api() {}

    static void put(String index, String id, String text) {
        given().contentType(ContentType.JSON)
                .body(Map.of("documents", List.of(Map.of("id", id, "text", text, "metadata", Map.of("from", "test")))))
                .put("/v1/indexes/{index}/documents", index)
                .then()
                .statusCode(202);
    }

    static void delete(String index, String id) {
        given().contentType(ContentType.JSON)
                .body(Map.of("ids", List.of(id)))
                .delete("/v1/indexes/{index}/documents", index)
                .then()
                .statusCode(202);
    }

    static JsonPath search(String index, String query) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("index", index, "query", query, "limit", 100))
                .post("/v1/search")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    static List<String> ids(String index, String query) {
        return search(index, query).getList("hits.id");
    }

    static void awaitFound(String index, String id) {
        await(id + " in " + index).atMost(Broker.PATIENCE).until(() -> ids(index, id)
                .contains(id));
    }

    static JsonPath index(String index) {
        return given().get("/v1/indexes/{index}", index)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    static Response rollback(String index, long seen) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("sequence", seen))
                .post("/v1/indexes/{index}/rollback", index);
    }

    static boolean isLive(String index, String generation) {
        return index(index).getString("generation").equals(generation);
    }
}
