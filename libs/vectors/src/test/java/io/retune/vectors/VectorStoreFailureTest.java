package io.retune.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.qdrant.client.grpc.Collections.CollectionConfig;
import io.qdrant.client.grpc.Collections.CollectionParams;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VectorStoreFailureTest {
    private static final CollectionSpec SPEC = new CollectionSpec("medical", 4, Map.of());

    private ScriptedQdrant server;
    private VectorStore store;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedQdrant(0);
        store = VectorStore.connect(server.address());
    }

    @AfterEach
    void stop() throws InterruptedException {
        store.close();
        server.stop();
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED", "RESOURCE_EXHAUSTED"})
    void mayBeRepeatedWhileTheServerHasNoTime(Status.Code code) {
        // When
        server.countStatus = code.toStatus().withDescription("not now");
        // Then
        assertThatThrownBy(() -> store.count("medical"))
                .isInstanceOf(VectorStoreUnavailable.class)
                .hasMessage(
                        "Qdrant at %s: count \"medical\": found %s (not now); try again when the server is there and has time"
                                .formatted(server.address(), code));
        // When
        server.countStatus = Status.OK;
        // Then
        assertThat(store.count("medical")).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_ARGUMENT, correct what the server names, true",
        "INTERNAL, correct what the server names, false",
        "NOT_FOUND, create it first, false",
        "PERMISSION_DENIED, set an API key that may do this, false",
        "UNAUTHENTICATED, set an API key that may do this, false",
        "UNIMPLEMENTED, use Qdrant 1.16 or newer, false"
    })
    void isRefusedForGood(Status.Code code, String remedy, boolean isOfRequest) {
        server.countStatus = code.toStatus().withDescription("never");
        assertThatThrownBy(() -> store.count("medical"))
                .isExactlyInstanceOf(VectorStoreException.class)
                .hasMessage("Qdrant at %s: count \"medical\": found %s (never); %s"
                        .formatted(server.address(), code, remedy))
                .satisfies(e ->
                        assertThat(((VectorStoreException) e).isOfRequest()).isEqualTo(isOfRequest));
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedForGood() {
        server.countStatus =
                Status.RESOURCE_EXHAUSTED.withDescription("gRPC message exceeds maximum size 268435456: 300000000");
        assertThatThrownBy(() -> store.count("medical"))
                .isExactlyInstanceOf(VectorStoreException.class)
                .hasMessage(
                        "Qdrant at %s: count \"medical\": found RESOURCE_EXHAUSTED (gRPC message exceeds maximum size"
                                        .formatted(server.address())
                                + " 268435456: 300000000); ask for less at once");
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() {
        server.silent = true;
        try (VectorStore hasty =
                new VectorStore(server.address(), VectorStore.DEFAULT_TEXT_KEY, Duration.ofMillis(300))) {
            assertThatThrownBy(() -> hasty.count("medical"))
                    .isInstanceOf(VectorStoreUnavailable.class)
                    .hasMessageStartingWith(
                            "Qdrant at %s: count \"medical\": found DEADLINE_EXCEEDED (".formatted(server.address()));
        }
    }

    @Test
    void aServerThatComesBackIsFound() throws Exception {
        // Given
        QdrantAddress address = server.address();
        assertThat(store.count("medical")).isEqualTo(7);
        // When
        server.stop();
        // Then
        assertThatThrownBy(() -> store.count("medical"))
                .isInstanceOf(VectorStoreUnavailable.class)
                .hasMessageStartingWith("Qdrant at %s: count \"medical\": found UNAVAILABLE (".formatted(address));
        // When: by then the channel alone would pause for two seconds between attempts
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).until(this::isAway);
        server = new ScriptedQdrant(address.port());
        // Then
        await().atMost(Duration.ofSeconds(1)).ignoreExceptions().until(() -> store.count("medical") == 7);
    }

    private boolean isAway() {
        try {
            store.count("medical");
            return false;
        } catch (VectorStoreUnavailable away) {
            return true;
        }
    }

    @Test
    void sendsTheApiKey() {
        QdrantAddress address = server.address();
        try (VectorStore withKey =
                VectorStore.connect(new QdrantAddress(address.host(), address.port(), false, Optional.of("secret")))) {
            withKey.count("medical");
        }
        store.count("medical");
        assertThat(server.apiKeys).containsExactly("secret");
    }

    @Test
    void aClosedStoreSaysSo() {
        store.close();
        assertThatThrownBy(() -> store.count("medical"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Qdrant at %s: count \"medical\": the store is closed; connect again"
                        .formatted(server.address()));
    }

    @Test
    void theSlowerOfTwoCreatorsGoesOn() {
        // Given
        server.createStatus = Status.ALREADY_EXISTS;
        // When
        server.createdBySomeoneElse = Optional.of(config(4));
        // Then
        store.createCollection(SPEC);
    }

    @Test
    void theSlowerOfTwoCreatorsWaitsForTheOther() {
        // Given
        server.createStatus = Status.ALREADY_EXISTS;
        server.createdBySomeoneElse = Optional.of(config(4));
        // When
        server.descriptionsWithoutReplica.set(3);
        store.createCollection(SPEC);
        // Then
        assertThat(server.descriptionsWithoutReplica).hasValueLessThan(0);
        // When
        server.descriptionsWithoutReplica.set(1);
        // Then
        assertThatThrownBy(() -> store.describe("medical"))
                .isInstanceOf(VectorStoreUnavailable.class)
                .hasMessage("Qdrant at %s: describe \"medical\": found INTERNAL (Service internal error: 0 of 0 read"
                                .formatted(server.address())
                        + " operations failed); try again when the server is there and has time");
    }

    @Test
    void theSlowerOfTwoCreatorsVerifies() {
        // Given
        server.createStatus = Status.INVALID_ARGUMENT;
        // When
        server.createdBySomeoneElse = Optional.of(config(8));
        // Then
        assertThatThrownBy(() -> store.createCollection(SPEC))
                .isExactlyInstanceOf(VectorStoreException.class)
                .hasMessage("collection \"medical\": found dimensions 8, expected 4; take another name, or delete it if"
                        + " nothing needs it");
    }

    @Test
    void aCreationThatIsRefusedFails() {
        server.createStatus = Status.INVALID_ARGUMENT.withDescription("no such name");
        assertThatThrownBy(() -> store.createCollection(SPEC))
                .isExactlyInstanceOf(VectorStoreException.class)
                .hasMessage(
                        "Qdrant at %s: create collection \"medical\": found INVALID_ARGUMENT (no such name); correct"
                                        .formatted(server.address())
                                + " what the server names");
    }

    @Test
    void aCollectionWithNamedVectorsIsRefused() {
        server.createdBySomeoneElse = Optional.of(CollectionConfig.getDefaultInstance());
        assertThatThrownBy(() -> store.createCollection(SPEC))
                .isExactlyInstanceOf(VectorStoreException.class)
                .hasMessage("collection \"medical\": found named vectors or none, expected one vector without a name;"
                        + " take another collection");
    }

    @Test
    void messagesStayBelowTheirLimit() {
        // Given
        String text = "x".repeat(1 << 20);
        List<Point> points = IntStream.range(0, 40)
                .mapToObj(i -> new Point("doc-" + i, new float[] {1, 0, 0, 0}, text, "hash", i, Map.of()))
                .toList();
        // When
        store.upsert("medical", points);
        store.upsertIfNewer("medical", points);
        // Then
        assertThat(server.upserts)
                .extracting(upsert -> upsert.getPointsCount())
                .containsExactly(14, 14, 12, 14, 14, 12);
        assertThat(server.upserts).allSatisfy(upsert -> {
            assertThat(upsert.getSerializedSize()).isLessThan(16 << 20);
            assertThat(upsert.getWait()).isTrue();
        });
    }

    private static CollectionConfig config(int dimensions) {
        VectorParams vectors = VectorParams.newBuilder()
                .setSize(dimensions)
                .setDistance(Distance.Dot)
                .build();
        return CollectionConfig.newBuilder()
                .setParams(CollectionParams.newBuilder()
                        .setVectorsConfig(VectorsConfig.newBuilder().setParams(vectors)))
                .build();
    }
}
