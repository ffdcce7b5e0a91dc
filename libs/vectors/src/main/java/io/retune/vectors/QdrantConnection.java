package io.retune.vectors;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.qdrant.client.grpc.PointsGrpc;
import io.qdrant.client.grpc.PointsGrpc.PointsBlockingStub;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Blocking calls to one server, each with a deadline; what goes wrong becomes one of the store's two exceptions. */
final class QdrantConnection implements AutoCloseable {
    // The generated stubs are used without the client class around them: it asks the server for its version while it
    // is created, and a server that is away must not keep a service from starting.
    private static final Metadata.Key<String> API_KEY = Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER);
    private static final int MAX_ANSWER_BYTES = 256 << 20;
    private static final long KEEP_ALIVE_SECONDS = 30;
    private static final long CLOSE_SECONDS = 5;

    private final QdrantAddress address;
    private final Duration deadline;
    private final ManagedChannel channel;

    QdrantConnection(QdrantAddress address, Duration deadline) {
        this.address = address;
        this.deadline = deadline;
        this.channel = open(address);
    }

    private static ManagedChannel open(QdrantAddress address) {
        ChannelCredentials credentials =
                address.tls() ? TlsChannelCredentials.create() : InsecureChannelCredentials.create();
        ManagedChannelBuilder<?> builder = Grpc.newChannelBuilderForAddress(address.host(), address.port(), credentials)
                .maxInboundMessageSize(MAX_ANSWER_BYTES)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
        address.apiKey().ifPresent(key -> {
            Metadata headers = new Metadata();
            headers.put(API_KEY, key);
            builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
        });
        return builder.build();
    }

    /** Calls the service of collections and aliases; the operation is named in messages. */
    <T> T collections(String operation, Function<CollectionsBlockingStub, T> rpc) {
        return call(
                operation,
                () -> rpc.apply(CollectionsGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)));
    }

    /** Calls the service of points; the operation is named in messages. */
    <T> T points(String operation, Function<PointsBlockingStub, T> rpc) {
        return call(
                operation,
                () -> rpc.apply(PointsGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)));
    }

    private <T> T call(String operation, Supplier<T> rpc) {
        if (channel.isShutdown()) {
            throw new IllegalStateException(
                    "Qdrant at %s: %s: the store is closed; connect again".formatted(address, operation));
        }
        try {
            return rpc.get();
        } catch (StatusRuntimeException e) {
            throw translated(operation, e);
        }
    }

    private VectorStoreException translated(String operation, StatusRuntimeException e) {
        Status status = e.getStatus();
        String found = status.getDescription() == null
                ? status.getCode().name()
                : "%s (%s)".formatted(status.getCode(), status.getDescription());
        if (!isTransient(status)) {
            return new VectorStoreException(
                    "Qdrant at %s: %s: found %s; %s".formatted(address, operation, found, remedy(status)), e);
        }
        // Otherwise the channel waits up to two minutes before it tries to connect again; callers have their own pace.
        channel.resetConnectBackoff();
        return new VectorStoreUnavailable(
                "Qdrant at %s: %s: found %s; try again when the server is there and has time"
                        .formatted(address, operation, found),
                e);
    }

    private static boolean isTransient(Status status) {
        return switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> true;
            case RESOURCE_EXHAUSTED -> !isTooLarge(status);
            case INTERNAL -> isWithoutReplica(status);
            default -> false;
        };
    }

    /** Whether gRPC refused a message for its size, which it does with the status of an overloaded server. */
    private static boolean isTooLarge(Status status) {
        return status.getDescription() != null && status.getDescription().contains("exceeds maximum size");
    }

    /** Whether no replica of a shard is active, which Qdrant says with the status of a failure of its own. */
    private static boolean isWithoutReplica(Status status) {
        return status.getCode() == Status.Code.INTERNAL
                && status.getDescription() != null
                && status.getDescription().contains("0 of 0 read operations failed");
    }

    /** Whether the server knows the collection, but none of its replicas answers yet, or any more. */
    static boolean hasNoActiveReplica(VectorStoreException e) {
        return e.getCause() instanceof StatusRuntimeException answer && isWithoutReplica(answer.getStatus());
    }

    /** Whether the server answered that there is no such collection. */
    static boolean isNotFound(VectorStoreException e) {
        return e.getCause() instanceof StatusRuntimeException answer
                && answer.getStatus().getCode() == Status.Code.NOT_FOUND;
    }

    private static String remedy(Status status) {
        return switch (status.getCode()) {
            case NOT_FOUND -> "create it first";
            case UNAUTHENTICATED, PERMISSION_DENIED -> "set an API key that may do this";
            case UNIMPLEMENTED -> "use Qdrant 1.16 or newer";
            case RESOURCE_EXHAUSTED -> "ask for less at once";
            default -> "correct what the server names";
        };
    }

    @Override
    public void close() {
        channel.shutdown();
        try {
            if (!channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                channel.shutdownNow();
            }
        } catch (InterruptedException e) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
