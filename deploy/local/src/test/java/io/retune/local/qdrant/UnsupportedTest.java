package io.retune.local.qdrant;

import static io.qdrant.client.QueryFactory.nearest;
import static io.retune.local.qdrant.QdrantFixture.assertRefused;
import static io.retune.local.qdrant.QdrantFixture.await;
import static io.retune.local.qdrant.QdrantFixture.point;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.qdrant.client.ConditionFactory;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.HnswConfigDiff;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Points.PrefetchQuery;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.UpdateMode;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.PointsGrpc;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.SnapshotsGrpc;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the local Qdrant does not have is refused by name, never ignored. */
class UnsupportedTest {
    private static final String ADVICE = ": the local Qdrant does not have it; leave it out or use a real Qdrant";

    private static final Set<String> METHODS = Set.of(
            "qdrant.Qdrant/HealthCheck",
            "qdrant.Collections/Create",
            "qdrant.Collections/Get",
            "qdrant.Collections/List",
            "qdrant.Collections/Delete",
            "qdrant.Collections/CollectionExists",
            "qdrant.Collections/UpdateAliases",
            "qdrant.Collections/ListAliases",
            "qdrant.Collections/ListCollectionAliases",
            "qdrant.Points/Upsert",
            "qdrant.Points/Delete",
            "qdrant.Points/Get",
            "qdrant.Points/Scroll",
            "qdrant.Points/Count",
            "qdrant.Points/Search",
            "qdrant.Points/SearchBatch",
            "qdrant.Points/Query",
            "qdrant.Points/QueryBatch");

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

    @Test
    void refusesEveryOtherMethodByName() {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", qdrant.server.port())
                .usePlaintext()
                .build();
        try {
            List<MethodDescriptor<?, ?>> others = Stream.of(
                            QdrantGrpc.getServiceDescriptor(),
                            CollectionsGrpc.getServiceDescriptor(),
                            PointsGrpc.getServiceDescriptor(),
                            SnapshotsGrpc.getServiceDescriptor())
                    .flatMap(service -> service.getMethods().stream())
                    .filter(method -> !METHODS.contains(method.getFullMethodName()))
                    .toList();
            assertThat(others).as("methods of the protocol").hasSizeGreaterThan(20);
            for (MethodDescriptor<?, ?> method : others) {
                assertRefused(
                        () -> callEmpty(channel, method.getFullMethodName()),
                        Code.UNIMPLEMENTED,
                        method.getFullMethodName() + ADVICE);
            }
            assertRefused(
                    () -> callEmpty(channel, "some.Service/Method"),
                    Code.UNIMPLEMENTED,
                    "some.Service/Method" + ADVICE);
        } finally {
            channel.shutdownNow();
        }
    }

    private static void callEmpty(ManagedChannel channel, String method) {
        MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method)
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        Objects.requireNonNull(ClientCalls.blockingUnaryCall(channel, descriptor, CallOptions.DEFAULT, new byte[0]));
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }

    @Test
    void refusesOtherFieldsByName() {
        qdrant.create("harbour", 1);
        CreateCollection.Builder named = CreateCollection.newBuilder().setCollectionName("named");
        named.getVectorsConfigBuilder().getParamsMapBuilder().putMap("title", params());
        assertUnimplemented(
                () -> await(qdrant.client.createCollectionAsync(named.build())), "VectorsConfig.params_map");
        assertUnimplemented(
                () -> await(qdrant.client.createCollectionAsync(CreateCollection.newBuilder()
                        .setCollectionName("tuned")
                        .setHnswConfig(HnswConfigDiff.newBuilder().setM(8))
                        .setVectorsConfig(VectorsConfig.newBuilder().setParams(params()))
                        .build())),
                "CreateCollection.hnsw_config");
        assertUnimplemented(
                () -> await(qdrant.client.upsertAsync(UpsertPoints.newBuilder()
                        .setCollectionName("harbour")
                        .addPoints(point(1, "a", 1))
                        .setUpdateMode(UpdateMode.InsertOnly)
                        .build())),
                "UpsertPoints.update_mode");
        assertUnimplemented(
                () -> await(qdrant.client.queryAsync(
                        query().addPrefetch(PrefetchQuery.getDefaultInstance()).build())),
                "QueryPoints.prefetch");
        assertUnimplemented(
                () -> await(qdrant.client.queryAsync(query().setUsing("title").build())), "QueryPoints.using");
        assertUnimplemented(
                () -> await(qdrant.client.queryAsync(query().clearQuery().build())),
                "QueryPoints without query.nearest.dense");
        assertThat(await(qdrant.client.countAsync("harbour"))).isZero();
    }

    @Test
    void refusesOtherConditionsByName() {
        qdrant.create("harbour", 1);
        assertUnimplemented(() -> count(ConditionFactory.hasVector("title")), "Condition.has_vector");
        assertUnimplemented(() -> count(ConditionFactory.matchPhrase("name", "a")), "Match.phrase");
        assertUnimplemented(() -> count(ConditionFactory.geoRadius("place", 1, 1, 1)), "FieldCondition.geo_radius");
    }

    @Test
    void refusesFieldsOfLaterVersionsByNumber() {
        qdrant.create("harbour", 1);
        UnknownFieldSet later = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        assertUnimplemented(
                () -> await(
                        qdrant.client.queryAsync(query().setUnknownFields(later).build())),
                "QueryPoints, field number 99");
    }

    private static VectorParams params() {
        return VectorParams.newBuilder().setSize(1).setDistance(Distance.Dot).build();
    }

    private static QueryPoints.Builder query() {
        return QueryPoints.newBuilder().setCollectionName("harbour").setQuery(nearest(1f));
    }

    private void count(Condition condition) {
        Objects.requireNonNull(await(qdrant.client.countAsync(
                "harbour", Filter.newBuilder().addMust(condition).build(), true)));
    }

    private static void assertUnimplemented(ThrowingCallable call, String what) {
        assertRefused(call, Code.UNIMPLEMENTED, what + ADVICE);
    }
}
