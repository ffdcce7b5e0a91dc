package io.retune.local.qdrant;

import static io.retune.local.qdrant.protocol.UnaryMethods.unary;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckReply;
import io.retune.local.LocalException;
import io.retune.local.LoopbackPorts;
import io.retune.local.child.ServerMain;
import io.retune.local.qdrant.protocol.UnknownMethods;
import io.retune.local.qdrant.store.Catalog;
import io.retune.local.qdrant.store.ExactSearch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A Qdrant for one machine: speaks the protocol of Qdrant 1.17 over gRPC, keeps collections in a folder, searches
 * exactly. It has what Retune and LangChain4j's {@code QdrantEmbeddingStore} use; any other method or field is answered
 * UNIMPLEMENTED with its name. What was acknowledged with {@code wait} survives the death of the process and of the
 * machine, what was acknowledged without survives the process.
 *
 * <pre>{@code
 * try (LocalQdrant qdrant = LocalQdrant.start(Path.of("qdrant"), "127.0.0.1", 0)) {
 *     QdrantClient client = new QdrantClient(
 *             QdrantGrpcClient.newBuilder("127.0.0.1", qdrant.port(), false).build());
 * }
 * }</pre>
 */
public final class LocalQdrant implements ServerMain.Server {
    static final String VERSION = "1.17.0";

    private static final int CALL_THREADS = 8;
    /** Room for the largest batch of points a client may send. */
    private static final int LARGEST_MESSAGE = 256 << 20;

    private static final int SHORTEST_PING_SECONDS = 10;
    private static final int CLOSING_SECONDS = 10;

    private final Catalog catalog;
    private final ExactSearch search = new ExactSearch();
    private final ExecutorService calls =
            Executors.newFixedThreadPool(CALL_THREADS, task -> new Thread(task, "qdrant-call"));
    private final Server server;

    private LocalQdrant(Catalog catalog, String host, int port) {
        this.catalog = catalog;
        PointMethods points = new PointMethods(catalog, new SearchMethods(catalog, search));
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
                .executor(calls)
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .permitKeepAliveTime(SHORTEST_PING_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(new CollectionMethods(catalog).service())
                .addService(points.service())
                .addService(health())
                .fallbackHandlerRegistry(new UnknownMethods())
                .build();
    }

    /**
     * Reads a folder and serves it.
     *
     * @param folder created if missing; one process at a time may have it
     * @param port 0 for any free one
     * @throws LocalException if another process has the folder, something in it cannot be read or the port is taken
     */
    public static LocalQdrant start(Path folder, String host, int port) {
        LocalQdrant qdrant = new LocalQdrant(Catalog.open(folder), host, port);
        try {
            qdrant.server.start();
            return qdrant;
        } catch (IOException e) {
            qdrant.close();
            throw new LocalException(
                    "%s:%d: cannot be listened on (%s); end the program that does or choose another port"
                            .formatted(host, port, e.getMessage()),
                    e);
        }
    }

    private static ServerServiceDefinition health() {
        HealthCheckReply reply = HealthCheckReply.newBuilder()
                .setTitle("qdrant - vector search engine")
                .setVersion(VERSION)
                .build();
        return ServerServiceDefinition.builder(QdrantGrpc.SERVICE_NAME)
                .addMethod(QdrantGrpc.getHealthCheckMethod(), unary(request -> reply))
                .build();
    }

    @Override
    public int port() {
        return server.getPort();
    }

    /** Answers the calls that have begun, then ends. */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        calls.shutdown();
        search.close();
        catalog.close();
    }

    /** Serves a folder on 127.0.0.1 until the process is asked to end: {@code --folder F [--port P] [--parent-watch]}. */
    public static void main(String[] arguments) throws InterruptedException {
        ServerMain.run(given -> start(given.folder(), LoopbackPorts.HOST, given.port()), arguments);
    }
}
