package io.retune.local.qdrant;

import static io.qdrant.client.ConditionFactory.hasId;
import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.ConditionFactory.range;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.ValueFactory.value;
import static io.retune.local.qdrant.QdrantFixture.assertRefused;
import static io.retune.local.qdrant.QdrantFixture.await;
import static io.retune.local.qdrant.QdrantFixture.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status.Code;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.retune.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalQdrantTest {
    @TempDir
    Path folder;

    private QdrantFixture qdrant;

    @BeforeEach
    void start() {
        qdrant = new QdrantFixture(folder);
    }

    @AfterEach
    void close() {
        qdrant.close();
    }

    private void restart() {
        qdrant.close();
        qdrant = new QdrantFixture(folder);
    }

    @Test
    void saysWhichVersionItSpeaks() {
        assertThat(await(qdrant.client.healthCheckAsync()).getVersion()).isEqualTo("1.17.0");
    }

    @Test
    void describesItsCollections() {
        CreateCollection request = CreateCollection.newBuilder()
                .setCollectionName("harbour: 港口".replace(":", ""))
                .setVectorsConfig(VectorsConfig.newBuilder()
                        .setParams(VectorParams.newBuilder().setSize(3).setDistance(Distance.Dot)))
                .putMetadata("corpus", value("sha256:1"))
                .build();
        await(qdrant.client.createCollectionAsync(request));
        qdrant.create("a.b", 2, Distance.Cosine);
        restart();
        assertThat(await(qdrant.client.listCollectionsAsync())).containsExactly("a.b", "harbour 港口");
        CollectionInfo info = await(qdrant.client.getCollectionInfoAsync("harbour 港口"));
        assertThat(info.getConfig().getMetadataMap()).isEqualTo(Map.of("corpus", value("sha256:1")));
        assertThat(info.getConfig().getParams().getVectorsConfig()).isEqualTo(request.getVectorsConfig());
        assertThat(info.getPointsCount()).isZero();
        assertThat(await(qdrant.client.deleteCollectionAsync("a.b")).getResult())
                .isTrue();
        assertThat(await(qdrant.client.collectionExistsAsync("a.b"))).isFalse();
    }

    @Test
    void refusesWhatTheRealServerRefuses() {
        qdrant.create("harbour", 2);
        await(qdrant.client.createAliasAsync("live", "harbour"));
        assertRefused(
                () -> qdrant.create("harbour", 2),
                Code.ALREADY_EXISTS,
                "Wrong input: Collection `harbour` already exists!");
        assertRefused(
                () -> qdrant.create("live", 2),
                Code.INVALID_ARGUMENT,
                "Wrong input: Can't create collection with name live. Alias with the same name already exists");
        assertRefused(
                () -> await(qdrant.client.countAsync("absent")),
                Code.NOT_FOUND,
                "Not found: Collection `absent` doesn't exist!");
        assertRefused(
                () -> await(
                        qdrant.client.upsertAsync("harbour", List.of(point(1, "ok", 1, 2), point(2, "no", 1, 2, 3)))),
                Code.INVALID_ARGUMENT,
                "Wrong input: Vector dimension error: expected dim: 2, got 3");
        assertThat(await(qdrant.client.countAsync("harbour"))).isZero();
        assertRefused(
                () -> search("harbour", 1f),
                Code.INVALID_ARGUMENT,
                "Wrong input: Vector dimension error: expected dim: 2, got 1");
        assertRefused(
                () -> qdrant.create("a/b", 2),
                Code.INVALID_ARGUMENT,
                "Wrong input: collection name \"a/b\": expected at least one character and none of <>:\"/\\|?*");
        assertRefused(
                () -> qdrant.create("far", 2, Distance.Manhattan),
                Code.INVALID_ARGUMENT,
                "Wrong input: vectors_config.params.distance: found Manhattan; the local Qdrant has Dot and Cosine, use"
                        + " one of them or a real Qdrant");
    }

    @Test
    void findsTheNearestInAStableOrder() {
        qdrant.create("harbour", 2);
        await(qdrant.client.upsertAsync(
                "harbour",
                List.of(
                        point(5, "b", 0.5f, 0),
                        point(7, "c", 0.5f, 1),
                        point(6, "d", 0.5f, 2),
                        point(1, "a", 0.75f, 0),
                        point(2, "e", -1, 0))));
        assertThat(ids(search("harbour", 1, 0))).containsExactly(1L, 7L, 6L, 5L, 2L);
        restart();
        List<ScoredPoint> found = search("harbour", 1, 0);
        assertThat(ids(found)).containsExactly(1L, 7L, 6L, 5L, 2L);
        assertThat(found.get(0).getScore()).isEqualTo(0.75f);
        assertThat(found.get(0).getPayloadMap()).isEqualTo(Map.of("name", value("a")));
        assertThat(found.get(0).hasVectors()).isFalse();
    }

    @Test
    void cutsAtOffsetLimitThresholdAndFilter() {
        qdrant.create("harbour", 1);
        await(qdrant.client.upsertAsync(
                "harbour",
                LongStream.rangeClosed(1, 9)
                        .mapToObj(i -> point(i, i % 2 == 0 ? "even" : "odd", (float) i))
                        .toList()));
        SearchPoints.Builder search = SearchPoints.newBuilder()
                .setCollectionName("harbour")
                .addVector(1)
                .setLimit(3);
        assertThat(ids(await(qdrant.client.searchAsync(search.build())))).containsExactly(9L, 8L, 7L);
        search.setOffset(2);
        assertThat(ids(await(qdrant.client.searchAsync(search.build())))).containsExactly(7L, 6L, 5L);
        search.setFilter(Filter.newBuilder().addMust(matchKeyword("name", "even")));
        assertThat(ids(await(qdrant.client.searchAsync(search.build())))).containsExactly(4L, 2L);
        search.setOffset(0).setScoreThreshold(4).setLimit(Long.MAX_VALUE);
        assertThat(ids(await(qdrant.client.searchAsync(search.build())))).containsExactly(8L, 6L);
    }

    @Test
    void normalisesVectorsOfACosineCollection() {
        qdrant.create("harbour", 2, Distance.Cosine);
        await(qdrant.client.upsertAsync("harbour", List.of(point(1, "a", 3, 4))));
        ScoredPoint found = search("harbour", 30, 40).get(0);
        assertThat(found.getScore()).isEqualTo(1f);
        RetrievedPoint stored = await(qdrant.client.retrieveAsync(
                        "harbour",
                        List.of(id(1)),
                        WithPayloadSelectorFactory.enable(false),
                        WithVectorsSelectorFactory.enable(true),
                        null))
                .get(0);
        assertThat(stored.getVectors().getVector().getDense().getDataList()).containsExactly(0.6f, 0.8f);
        assertThat(stored.getPayloadMap()).isEmpty();
    }

    @Test
    void replacesPointsWhole() {
        qdrant.create("harbour", 1);
        await(qdrant.client.upsertAsync(
                "harbour",
                List.of(point(1, "a", 1).toBuilder().putPayload("old", value(1)).build())));
        UpdateResult result = await(qdrant.client.upsertAsync("harbour", List.of(point(1, "b", 2), point(1, "c", 3))));
        assertThat(result.getStatus()).isEqualTo(UpdateStatus.Completed);
        List<ScoredPoint> found = search("harbour", 1);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).getScore()).isEqualTo(3);
        assertThat(found.get(0).getPayloadMap()).isEqualTo(Map.of("name", value("c")));
    }

    @Test
    void updateFilterKeepsNewerPoints() {
        // Given
        qdrant.create("harbour", 1);
        await(qdrant.client.upsertAsync("harbour", List.of(at(1, 10), at(2, 20))));
        // When
        await(qdrant.client.upsertAsync(UpsertPoints.newBuilder()
                .setCollectionName("harbour")
                .setWait(true)
                .addAllPoints(List.of(at(1, 15), at(2, 15), at(3, 15)))
                .setUpdateFilter(Filter.newBuilder()
                        .addMust(range("position", Range.newBuilder().setLt(15).build())))
                .build()));
        // Then
        ScrollResponse all = await(qdrant.client.scrollAsync(
                ScrollPoints.newBuilder().setCollectionName("harbour").build()));
        assertThat(all.getResultList())
                .extracting(point -> point.getPayloadOrThrow("position").getIntegerValue())
                .containsExactly(15L, 20L, 15L);
    }

    private static PointStruct at(long id, long position) {
        return point(id, "p", 1).toBuilder()
                .putPayload("position", value(position))
                .build();
    }

    @Test
    void deletesByIdAndByFilter() {
        qdrant.create("harbour", 1);
        await(qdrant.client.upsertAsync(
                "harbour", List.of(point(1, "a", 1), point(2, "b", 2), point(3, "a", 3), point(4, "b", 4))));
        await(qdrant.client.deleteAsync("harbour", List.of(id(4), id(99))));
        await(qdrant.client.deleteAsync(
                "harbour",
                Filter.newBuilder()
                        .addMust(matchKeyword("name", "a"))
                        .addMustNot(hasId(id(3)))
                        .build()));
        await(qdrant.client.upsertAsync("harbour", List.of(point(5, "c", 5))));
        assertThat(ids(search("harbour", 1))).containsExactly(5L, 3L, 2L);
        restart();
        assertThat(ids(search("harbour", 1))).containsExactly(5L, 3L, 2L);
        assertThat(await(qdrant.client.countAsync(
                        "harbour",
                        Filter.newBuilder().addMust(matchKeyword("name", "a")).build(),
                        true)))
                .isEqualTo(1);
    }

    @Test
    void scrollsPageByPageInTheOrderOfIds() {
        // Given numbers, one that is negative to Java, and a UUID
        qdrant.create("harbour", 1);
        UUID uuid = UUID.fromString("f0000000-0000-0000-0000-000000000001");
        List<PointStruct> points = new ArrayList<>(List.of(point(-1, "d", 4), point(3, "b", 2), point(1, "a", 1)));
        points.add(point(0, "e", 5).toBuilder().setId(id(uuid)).build());
        await(qdrant.client.upsertAsync("harbour", points));
        // When
        ScrollPoints.Builder request = ScrollPoints.newBuilder()
                .setCollectionName("harbour")
                .setLimit(2)
                .setWithVectors(WithVectorsSelectorFactory.enable(true));
        ScrollResponse first = await(qdrant.client.scrollAsync(request.build()));
        ScrollResponse second = await(qdrant.client.scrollAsync(
                request.setOffset(first.getNextPageOffset()).build()));
        // Then
        assertThat(first.getResultList()).extracting(RetrievedPoint::getId).containsExactly(id(1), id(3));
        assertThat(second.getResultList()).extracting(RetrievedPoint::getId).containsExactly(id(-1), id(uuid));
        assertThat(second.hasNextPageOffset()).isFalse();
        assertThat(second.getResult(1).getVectors().getVector().getDense())
                .isEqualTo(DenseVector.newBuilder().addData(5).build());
        assertThat(second.getResult(1).getPayloadMap()).isEqualTo(Map.of("name", value("e")));
    }

    @Test
    void answersABatchInTheOrderOfItsQueries() {
        qdrant.create("harbour", 2);
        await(qdrant.client.upsertAsync("harbour", List.of(point(1, "a", 1, 0), point(2, "b", 0, 1))));
        List<QueryPoints> queries = List.of(query(0, 1), query(1, 0));
        assertThat(await(qdrant.client.queryBatchAsync("harbour", queries)))
                .extracting(result -> result.getResult(0).getId())
                .containsExactly(id(2), id(1));
        assertRefused(
                () -> await(qdrant.client.queryBatchAsync("other", queries)),
                Code.INVALID_ARGUMENT,
                "Wrong input: a batch on collection `other` has a query on `harbour`; send it in a batch of its own");
    }

    private static QueryPoints query(float... vector) {
        return QueryPoints.newBuilder()
                .setCollectionName("harbour")
                .setQuery(nearest(vector))
                .build();
    }

    @Test
    void switchesAliasesAllOrNone() {
        // Given
        qdrant.create("first", 1);
        qdrant.create("second", 1);
        await(qdrant.client.upsertAsync("second", List.of(point(2, "b", 1))));
        await(qdrant.client.createAliasAsync("live", "first"));
        assertThat(search("live", 1)).isEmpty();
        // When
        await(qdrant.client.createAliasAsync("live", "second"));
        restart();
        // Then
        assertThat(ids(search("live", 1))).containsExactly(2L);
        assertThat(await(qdrant.client.listCollectionAliasesAsync("second"))).containsExactly("live");
        assertThat(await(qdrant.client.listCollectionAliasesAsync("first"))).isEmpty();
        assertRefused(
                () -> await(qdrant.client.createAliasAsync("live", "absent")),
                Code.NOT_FOUND,
                "Not found: Collection `absent` doesn't exist!");
        assertRefused(
                () -> await(qdrant.client.createAliasAsync("first", "second")),
                Code.ALREADY_EXISTS,
                "Wrong input: Collection `first` already exists!");
        await(qdrant.client.renameAliasAsync("live", "stable"));
        assertThat(ids(search("stable", 1))).containsExactly(2L);
        await(qdrant.client.deleteCollectionAsync("second"));
        assertThat(await(qdrant.client.listAliasesAsync())).isEmpty();
    }

    @Test
    void keepsItsFolderToOneProcess() {
        assertThatThrownBy(() -> LocalQdrant.start(folder, "127.0.0.1", 0))
                .isInstanceOf(LocalException.class)
                .hasMessage("%s: in use by process %d; stop that process or choose another folder"
                        .formatted(folder, ProcessHandle.current().pid()));
    }

    @Test
    void letsGoOfItsFolderWhenThePortIsTaken() {
        Path other = folder.resolve("other");
        assertThatThrownBy(() -> LocalQdrant.start(other, "127.0.0.1", qdrant.server.port()))
                .isInstanceOf(LocalException.class)
                .hasMessageStartingWith("127.0.0.1:" + qdrant.server.port() + ": cannot be listened on (")
                .hasMessageEndingWith("); end the program that does or choose another port");
        LocalQdrant.start(other, "127.0.0.1", 0).close();
    }

    @Test
    void removesWhatACrashLeftHidden() throws IOException {
        qdrant.close();
        Files.createDirectory(folder.resolve(".creating-1"));
        Files.createFile(folder.resolve(".creating-1/collection.pb"));
        qdrant = new QdrantFixture(folder);
        assertThat(folder.resolve(".creating-1")).doesNotExist();
    }

    private List<ScoredPoint> search(String collection, float... vector) {
        return await(qdrant.client.queryAsync(QueryPoints.newBuilder()
                .setCollectionName(collection)
                .setQuery(nearest(vector))
                .setWithPayload(WithPayloadSelectorFactory.enable(true))
                .build()));
    }

    private static List<Long> ids(List<ScoredPoint> points) {
        return points.stream().map(point -> point.getId().getNum()).toList();
    }
}
