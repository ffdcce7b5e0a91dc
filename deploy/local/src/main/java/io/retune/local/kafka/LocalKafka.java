package io.retune.local.kafka;

import io.retune.local.FolderLock;
import io.retune.local.LocalException;
import io.retune.local.LoopbackPorts;
import io.retune.local.child.ServerMain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * Kafka in this JVM: one node, broker and controller in one (KRaft), on 127.0.0.1 only. The folder is formatted at the
 * first start; later starts go on with what is in it, on another port if need be. Topics are never created by accident.
 *
 * <p>A fault that the broker takes for fatal, such as a full disk, ends the JVM: Kafka has no other way.
 */
public final class LocalKafka implements ServerMain.Server {
    private static final int ATTEMPTS = 5;

    private final FolderLock lock;
    private final KafkaRaftServer server;
    private final int port;
    private boolean closed;

    private LocalKafka(FolderLock lock, KafkaRaftServer server, int port) {
        this.lock = lock;
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker; it takes requests when this returns.
     *
     * @param folder created if it does not exist; one process at a time may use it
     * @param port 0 for any free one
     * @throws LocalException if the folder is in use or cannot be written, or the port is taken
     */
    public static LocalKafka start(Path folder, int port) {
        FolderLock lock = FolderLock.take(folder);
        try {
            return start(lock, folder.toAbsolutePath(), port);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static LocalKafka start(FolderLock lock, Path folder, int port) {
        for (int attempt = 1; ; attempt++) {
            BrokerSettings settings = settings(folder, port);
            try {
                return new LocalKafka(lock, startServer(folder, settings), settings.port());
            } catch (KafkaException e) {
                boolean portTaken = e.getCause() instanceof SocketException; // between its choice and its use
                if (!portTaken || attempt == ATTEMPTS) {
                    throw new LocalException(folder + ": Kafka does not start (" + e + ")", e);
                }
            }
        }
    }

    private static BrokerSettings settings(Path folder, int port) {
        List<Integer> ports = LoopbackPorts.choose(List.of(port == 0 ? List.of() : List.of(port), List.of()));
        if (port != 0 && ports.get(0) != port) {
            throw new LocalException("%s:%d: taken by another program; end it or choose another port"
                    .formatted(LoopbackPorts.HOST, port));
        }
        return new BrokerSettings(folder.resolve("data"), ports.get(0), ports.get(1));
    }

    private static KafkaRaftServer startServer(Path folder, BrokerSettings settings) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Kafka and the threads it starts load classes by name through it, and a test's may not see Kafka.
        thread.setContextClassLoader(LocalKafka.class.getClassLoader());
        try {
            Properties properties = settings.toProperties();
            Path file = write(folder.resolve("server.properties"), properties);
            if (!Files.exists(settings.data().resolve("meta.properties"))) {
                format(folder, file);
            }
            return startServer(KafkaConfig.fromProps(properties, false));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static KafkaRaftServer startServer(KafkaConfig configuration) {
        KafkaRaftServer server = new KafkaRaftServer(configuration, Time.SYSTEM);
        try {
            server.startup();
            return server;
        } catch (RuntimeException | Error e) {
            server.shutdown();
            throw e;
        }
    }

    /** Beside the data, so that Kafka's own tools can be used on the folder. */
    private static Path write(Path file, Properties properties) {
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
            return file;
        } catch (IOException e) {
            throw new LocalException(file + ": cannot be written (" + e + "); free space or choose another folder", e);
        }
    }

    private static void format(Path folder, Path settings) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        String[] command = {"format", "--cluster-id", Uuid.randomUuid().toString(), "--config", settings.toString()};
        int status = StorageTool.execute(command, new PrintStream(output, true, StandardCharsets.UTF_8));
        if (status != 0) {
            throw new LocalException(
                    "%s: cannot be formatted for Kafka (%s); remove what is in it or choose another folder"
                            .formatted(
                                    folder,
                                    output.toString(StandardCharsets.UTF_8).strip()));
        }
    }

    /** What a client takes as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return LoopbackPorts.HOST + ":" + port;
    }

    @Override
    public int port() {
        return port;
    }

    /** Stops the broker and gives the folder back; a second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            server.shutdown();
            server.awaitShutdown();
        } finally {
            lock.close();
        }
    }

    /** Runs a broker until the process is asked to end: {@code --folder FOLDER [--port PORT] [--parent-watch]}. */
    public static void main(String[] arguments) throws InterruptedException {
        ServerMain.run(given -> start(given.folder(), given.port()), arguments);
    }
}
