package io.retune.embed;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = StackResource.class, scope = TestResourceScope.GLOBAL)
class EmbeddingsTest {
    private static final int DIMENSIONS = 32;

    @Test
    void answersAsOpenAiDoes() {
        Api.put("named", "a", "anything");
        JsonPath numbers = embed(Map.of("model", "named:query", "input", List.of("abc", "defg"), "user", "me"));
        JsonPath bytes = embed(Map.of("model", "named:passage", "input", "abc", "encoding_format", "base64"));

        assertThat(numbers.getString("object")).isEqualTo("list");
        assertThat(numbers.getString("model")).isEqualTo("named:query");
        assertThat(numbers.getList("data.index")).containsExactly(0, 1);
        assertThat(numbers.getList("data.object")).containsExactly("embedding", "embedding");
        // Each letter is a token, and there are two special ones.
        assertThat(numbers.getLong("usage.prompt_tokens")).isEqualTo(5 + 6);
        assertThat(numbers.getLong("usage.total_tokens")).isEqualTo(5 + 6);
        List<Float> vector = numbers.getList("data[0].embedding", Float.class);
        ByteBuffer encoded = ByteBuffer.wrap(Base64.getDecoder().decode(bytes.getString("data[0].embedding")))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(vector).hasSize(DIMENSIONS);
        assertThat(encoded.remaining()).isEqualTo(DIMENSIONS * Float.BYTES);
        for (float value : vector) {
            assertThat(encoded.getFloat()).isCloseTo(value, within(1e-5f));
        }
        given().get("/v1/models")
                .then()
                .statusCode(200)
                .body("data.id", hasItems("named:query", "named:passage", standard()));
    }

    private static String standard() {
        return ConfigProvider.getConfig().getValue("retune.default-model", String.class);
    }

    private static JsonPath embed(Map<String, Object> body) {
        return post(body).then().statusCode(200).extract().jsonPath();
    }

    private static Response post(Map<String, Object> body) {
        return given().contentType(ContentType.JSON).body(body).post("/v1/embeddings");
    }

    @Test
    void refusesWhatItCannotEncode() {
        post(Map.of("model", standard(), "input", List.of(List.of(1, 2))))
                .then()
                .statusCode(400)
                .body(
                        "detail",
                        equalTo("input: item 0 is no text; tokens are not taken, since each model has its own; send"
                                + " texts"));
        post(Map.of("model", standard(), "input", Collections.nCopies(2049, "a")))
                .then()
                .statusCode(400)
                .body("detail", containsString("found 2049 texts, expected a text or 1 to 2048 texts"));
        post(Map.of("model", standard(), "input", "a", "dimensions", 7)).then().statusCode(400);
        post(Map.of("model", standard(), "input", "a", "encoding_format", "hex"))
                .then()
                .statusCode(400);
        post(Map.of("model", "unknown", "input", "a"))
                .then()
                .statusCode(404)
                .body("detail", containsString("model: found \"unknown\", expected one of ["));
    }

    @Test
    void moreEmbeddingsThanTheQueueHoldsAreRefusedAndSearchesAreNot() {
        Api.put("busy", "a", "anything");
        Api.awaitFound("busy", "a");
        List<String> texts = Collections.nCopies(512, "a long text of many letters");
        int places = StackResource.SERVING_QUEUE / 2;
        List<Response> answers;
        ExecutorService clients = Executors.newFixedThreadPool(24);
        try {
            List<Future<Response>> sent = IntStream.range(0, 24)
                    .mapToObj(i -> clients.submit(() -> post(Map.of("model", standard(), "input", texts))))
                    .toList();
            assertThat(Api.ids("busy", "anything")).containsExactly("a");
            answers = sent.stream().map(EmbeddingsTest::get).toList();
        } finally {
            clients.shutdownNow();
        }
        List<Response> refused =
                answers.stream().filter(answer -> answer.statusCode() != 200).toList();
        assertThat(refused).isNotEmpty().hasSizeLessThanOrEqualTo(24 - places);
        assertThat(refused).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(answer.contentType()).isEqualTo("application/problem+json");
        });
        assertThat(post(Map.of("model", standard(), "input", "a")).statusCode()).isEqualTo(200);
    }

    private static Response get(Future<Response> answer) {
        try {
            return answer.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void langChain4jWorksUnchanged() {
        OpenAiEmbeddingModel model = OpenAiEmbeddingModel.builder()
                .baseUrl("http://127.0.0.1:" + RestAssured.port + "/v1")
                .apiKey("unused")
                .modelName(standard())
                .build();
        var answer = model.embedAll(List.of(TextSegment.from("abc"), TextSegment.from("xyz")));
        assertThat(answer.content()).hasSize(2).allSatisfy(embedding -> assertThat(embedding.dimension())
                .isEqualTo(DIMENSIONS));
        assertThat(answer.tokenUsage().inputTokenCount()).isEqualTo(10);
    }

    @Test
    void saysWhetherItCanServe() {
        Api.put("probed", "a", "anything");
        given().get("/q/health/ready").then().statusCode(200).body("checks.name", hasItems("serving", "topics"));
        given().get("/q/health/live").then().statusCode(200).body("checks.name", hasItems("encoders"));
        given().get("/q/health/started").then().statusCode(200).body("checks.name", hasItems("live models"));
        assertThat(given().get("/q/metrics").asString())
                .contains("retune_encode_tokens_total{use=\"request\"")
                .contains("retune_follower_lag{generation=\"first\",index=\"probed\"")
                .contains("retune_serving_queue");
    }
}
