package io.retune.local.qdrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.PointIdFactory;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.ValueFactory;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Points.PointStruct;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A local Qdrant on a folder, and a client of it. */
final class QdrantFixture implements AutoCloseable {
    final LocalQdrant server;
    final QdrantClient client;

    QdrantFixture(Path folder) {
        server = LocalQdrant.start(folder, "127.0.0.1", 0);
        client = client(server.port());
    }

    static QdrantClient client(int port) {
        return new QdrantClient(
                QdrantGrpcClient.newBuilder("127.0.0.1", port, false, false).build());
    }

    void create(String collection, int dimensions) {
        create(collection, dimensions, Distance.Dot);
    }

    void create(String collection, int dimensions, Distance distance) {
        VectorParams params = VectorParams.newBuilder()
                .setSize(dimensions)
                .setDistance(distance)
                .build();
        await(client.createCollectionAsync(collection, params));
    }

    static PointStruct point(long id, String name, float... vector) {
        return PointStruct.newBuilder()
                .setId(PointIdFactory.id(id))
                .setVectors(VectorsFactory.vectors(vector))
                .putPayload("name", ValueFactory.value(name))
                .build();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StatusRuntimeException refusal) {
                throw refusal;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Asserts that a call is refused, with this text. */
    static void assertRefused(ThrowingCallable call, Status.Code code, String message) {
        StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refusal).isNotNull();
        assertThat(refusal.getStatus().getCode()).isEqualTo(code);
        assertThat(refusal.getStatus().getDescription()).isEqualTo(message);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
