package io.retune.train;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.retune.artifacts.ArtifactStore;
import io.retune.events.CheckpointPublished;
import io.retune.events.DatasetReference;
import io.retune.events.DeadLetter;
import io.retune.events.EventCodec;
import io.retune.events.JudgedModel;
import io.retune.events.ModelReference;
import io.retune.events.Stage;
import io.retune.events.Topic;
import io.retune.ring.channel.RetuneConfig;
import io.retune.vectors.VectorStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RingResource.class)
class TrainServiceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    ArtifactStore store;

    @Inject
    VectorStore vectors;

    @Inject
    RetuneConfig config;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    private DatasetReference dataset;

    @BeforeEach
    void publishDataset() {
        dataset = Harbour.publishDataset(store);
        await().atMost(PATIENCE).until(() -> given().get("/q/health/ready").statusCode() == 200);
    }

    @Test
    void trainingDataBecomeOneCheckpointHoweverOftenTheyAreAnnounced() {
        JudgedModel base = judged(1);
        String event = EventCodec.write(Harbour.event("ring-1", base, Harbour.RECIPE));
        send(event, "ring-1");
        send(event, "ring-1");

        // The second message is answered with the stored outcome of the first.
        List<String> outcomes = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            outcomes.clear();
            outcomes.addAll(read(Topic.CHECKPOINT_PUBLISHED, "ring-1"));
            return outcomes.size() == 2;
        });

        assertThat(outcomes.get(1)).isEqualTo(outcomes.get(0));
        CheckpointPublished published = EventCodec.read(outcomes.get(0), CheckpointPublished.class);
        assertThat(store.open(published.checkpoint().name())).isDirectoryContaining("glob:**/model.safetensors");
        assertThat(read(Topic.RUN_PROGRESS, "ring-1")).isNotEmpty();
        given().get("/v1/trainings/ring-1")
                .then()
                .statusCode(200)
                .body("state", equalTo("done"))
                .body("result.checkpoint", equalTo(published.checkpoint().name()))
                .body("result.best_step", greaterThan(0));
    }

    @Test
    void aDamagedBaseModelEndsAsADeadLetter() throws IOException {
        JudgedModel base = judged(2);
        Path weights = config.store().resolve(base.model().name()).resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);

        send(EventCodec.write(Harbour.event("damaged-1", base, Harbour.RECIPE)), "damaged-1");

        await().atMost(PATIENCE)
                .until(() -> !read(Topic.DEAD_LETTERS, "damaged-1").isEmpty());
        DeadLetter letter =
                EventCodec.read(read(Topic.DEAD_LETTERS, "damaged-1").get(0), DeadLetter.class);
        assertThat(letter.stage()).contains(Stage.TRAINING);
        assertThat(letter.attempts()).isEqualTo(3);
        assertThat(letter.error()).contains(weights.getFileName().toString()).contains("sha256");
    }

    @Test
    void aTrainingCanBeAskedForDirectly() {
        String location = given().contentType("application/json")
                .body(request(Harbour.publishModel(store, 3), Harbour.RECIPE))
                .post("/v1/trainings")
                .then()
                .statusCode(202)
                .body("id", startsWith("training-"))
                .extract()
                .header("Location");

        await().atMost(PATIENCE).until(() -> given().get(location).path("state").equals("done"));
        String checkpoint = given().get(location).path("result.checkpoint");
        assertThat(store.exists(checkpoint)).isTrue();
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("retune_trainings_total{outcome=\"checkpoint\""));
        assertThat(Path.of(config.home().toString(), "trainings")).isEmptyDirectory();
    }

    @Test
    void aDirectTrainingThatImprovesNothingSaysSo() {
        String location = given().contentType("application/json")
                .body(request(Harbour.publishModel(store, 4), Harbour.RUINOUS))
                .post("/v1/trainings")
                .then()
                .statusCode(202)
                .extract()
                .header("Location");

        await().atMost(PATIENCE).until(() -> given().get(location).path("state").equals("unchanged"));
        given().get(location).then().body("reasons[-1]", startsWith("no point is better on dev"));
    }

    @Test
    void readinessComputesWithTheConfiguredThreadsAndWritesToTheStore() {
        given().get("/q/health/ready")
                .then()
                .body("checks.find { it.name == 'engine' }.data.threads", equalTo(1))
                .body("checks.find { it.name == 'artifact-store' }.status", equalTo("UP"));
        given().get("/q/openapi").then().statusCode(200).body(containsString("/v1/trainings/{id}"));
    }

    @Test
    void badRequestsAreExplained() {
        ModelReference model = Harbour.publishModel(store, 3);
        given().get("/v1/trainings/nobody")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body(
                        "detail",
                        equalTo("training \"nobody\": there is none; expected an id that POST /v1/trainings answered,"
                                + " or a run's"));
        post("{\"model\": {\"name\": \"bge-small-en-v1.5\"}}", 400, "dataset: is missing; expected");
        post("{", 400, "TrainingRequest: ");
        post(
                request(model, "null, \"seed_from\": \"nobody\""),
                404,
                "seed_from: there is no training \"nobody\"; expected an id that POST /v1/trainings answered");
        post(
                request(model, "{\"training\": {\"epochs\": 0}}"),
                400,
                "recipe.training.epochs: found 0, expected 1 or more");
        post(request(model, "{\"training\": {\"epoch\": 3}}"), 400, "Recipe: Unrecognized field \"epoch\"");
        post(
                request(ModelReference.of("models/" + "0".repeat(64)), "{}"),
                404,
                "model: artifact models/" + "0".repeat(64) + " is not in the store; upload it first");
    }

    private static void post(String body, int status, String detail) {
        given().contentType("application/json")
                .body(body)
                .post("/v1/trainings")
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("detail", startsWith(detail));
    }

    private String request(ModelReference model, String recipe) {
        return "{\"dataset\": {\"name\": \"harbour\", \"artifact\": \"%s\"}, \"model\": {\"name\": \"%s\"}, \"recipe\": %s}"
                .formatted(dataset.artifact(), model.name(), recipe);
    }

    private JudgedModel judged(long seed) {
        ModelReference model = Harbour.publishModel(store, seed);
        return Harbour.fillCollections(vectors, model, Harbour.open(store, model), dataset);
    }

    private void send(String event, String run) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
                new StringSerializer(),
                new StringSerializer())) {
            assertThat(producer.send(new ProducerRecord<>(Topic.TRAINING_DATA_READY.topicName(), run, event)))
                    .succeedsWithin(PATIENCE);
        }
    }

    /** Everything on a topic with a run's key, oldest first. */
    private List<String> read(Topic topic, String run) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(info -> new TopicPartition(topic.topicName(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            List<String> values = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, String> found : consumer.poll(Duration.ofMillis(100))) {
                    if (run.equals(found.key())) {
                        values.add(found.value());
                    }
                }
            }
            return values;
        }
    }
}
