package io.retune.vectors;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.qdrant.client.grpc.Collections.CollectionConfig;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.CollectionOperationResponse;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.GetCollectionInfoResponse;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsImplBase;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CountResponse;
import io.qdrant.client.grpc.Points.CountResult;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.PointsGrpc.PointsImplBase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A server for what a healthy Qdrant cannot be made to do: it answers counts and creations as a test says. */
final class ScriptedQdrant {
    private final Server server;
    final List<UpsertPoints> upserts = Collections.synchronizedList(new ArrayList<>());
    final List<String> apiKeys = Collections.synchronizedList(new ArrayList<>());
    volatile boolean silent;
    volatile Status countStatus = Status.OK;
    volatile Status createStatus = Status.OK;
    volatile Optional<CollectionConfig> createdBySomeoneElse = Optional.empty();
    final AtomicInteger descriptionsWithoutReplica = new AtomicInteger();
    private volatile Optional<CollectionConfig> config = Optional.empty();

    ScriptedQdrant(int port) throws IOException {
        server = Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
                .maxInboundMessageSize(17 << 20)
                .addService(new Points())
                .addService(new Catalog())
                .intercept(new KeepApiKeys())
                .build()
                .start();
    }

    QdrantAddress address() {
        return QdrantAddress.plain("127.0.0.1", server.getPort());
    }

    void stop() throws InterruptedException {
        server.shutdownNow().awaitTermination();
    }

    private <T> void answer(StreamObserver<T> observer, Status status, T message) {
        if (silent) {
            return;
        }
        if (status.isOk()) {
            observer.onNext(message);
            observer.onCompleted();
            return;
        }
        observer.onError(status.asRuntimeException());
    }

    private final class Points extends PointsImplBase {
        @Override
        public void count(CountPoints request, StreamObserver<CountResponse> observer) {
            CountResponse response = CountResponse.newBuilder()
                    .setResult(CountResult.newBuilder().setCount(7))
                    .build();
            answer(observer, countStatus, response);
        }

        @Override
        public void upsert(UpsertPoints request, StreamObserver<PointsOperationResponse> observer) {
            upserts.add(request);
            answer(observer, Status.OK, PointsOperationResponse.getDefaultInstance());
        }
    }

    private final class Catalog extends CollectionsImplBase {
        @Override
        public void create(CreateCollection request, StreamObserver<CollectionOperationResponse> observer) {
            config = createdBySomeoneElse;
            answer(observer, createStatus, CollectionOperationResponse.getDefaultInstance());
        }

        @Override
        public void get(GetCollectionInfoRequest request, StreamObserver<GetCollectionInfoResponse> observer) {
            if (config.isPresent() && descriptionsWithoutReplica.getAndDecrement() > 0) {
                // What Qdrant 1.19.0 answers while another call creates the collection.
                observer.onError(Status.INTERNAL
                        .withDescription("Service internal error: 0 of 0 read operations failed")
                        .asRuntimeException());
                return;
            }
            GetCollectionInfoResponse.Builder response = GetCollectionInfoResponse.newBuilder();
            config.ifPresent(
                    found -> response.setResult(CollectionInfo.newBuilder().setConfig(found)));
            answer(observer, config.isPresent() ? Status.OK : Status.NOT_FOUND, response.build());
        }
    }

    private final class KeepApiKeys implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            String key = headers.get(Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER));
            if (key != null) {
                apiKeys.add(key);
            }
            return next.startCall(call, headers);
        }
    }
}
