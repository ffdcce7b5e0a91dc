package io.retune.cli.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.artifacts.ArtifactStore;
import io.retune.artifacts.FileArtifactStore;
import io.retune.cli.CommandRun;
import io.retune.cli.console.Console;
import io.retune.cli.service.Services;
import io.retune.events.Stage;
import io.retune.local.LoopbackPorts;
import io.retune.local.stack.Child;
import io.retune.local.stack.LocalStack;
import io.retune.local.stack.Service;
import io.retune.local.stack.StackListener;
import io.retune.local.stack.StackOptions;
import io.retune.vectors.QdrantAddress;
import io.retune.vectors.VectorStore;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The stack under test: its processes, its services, and what lies in its broker, its store and its Qdrant. */
final class RingStack implements AutoCloseable {
    /** Whoever is killed is replaced as soon as the broker allows it. */
    static final Map<String, String> SETTINGS = Map.of(
            "mp.messaging.connector.smallrye-kafka.session.timeout.ms", "6000",
            "mp.messaging.connector.smallrye-kafka.heartbeat.interval.ms", "2000");

    private final Path home;
    private final LocalStack stack;
    private final RingTopics topics;
    private final VectorStore vectors;
    private final ArtifactStore store;

    private RingStack(Path home, LocalStack stack) {
        this.home = home;
        this.stack = stack;
        this.topics = new RingTopics(stack.kafka());
        int port = stack.child("qdrant").port();
        this.vectors = VectorStore.connect(new QdrantAddress(LoopbackPorts.HOST, port, false, Optional.empty()));
        this.store = new FileArtifactStore(home.resolve("store"));
    }

    /** The checkout whose services are tested. */
    static Path root() {
        String stated = System.getProperty("retune.root", "");
        return stated.isEmpty() ? Path.of("").toAbsolutePath().getParent().getParent() : Path.of(stated);
    }

    /** {@code mvn test} alone does not package the services. */
    static void requireBuilt() {
        for (Service service : Service.values()) {
            Path jar = root().resolve(service.childName() + "-service/target/quarkus-app/quarkus-run.jar");
            assertThat(jar)
                    .as("the services are not built; build them with: mvn -Dquick -DskipTests package")
                    .isRegularFile();
        }
    }

    /** Starts a stack in a home that may have been used before. */
    static RingStack start(Path home) throws InterruptedException {
        StackOptions options = StackOptions.of(root(), home).withReadyWithin(Waiting.START);
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            options = options.withSetting(setting.getKey(), setting.getValue());
        }
        return new RingStack(home, LocalStack.start(options, StackListener.SILENT));
    }

    /** Runs a command of the command line on a stack. */
    static CommandRun command(Path home, String... args) {
        return CommandRun.of(home, args);
    }

    /** Runs a command of the command line on this stack. */
    CommandRun command(String... args) {
        return command(home, args);
    }

    /** Clients of the services; one that is away is waited for. */
    Services services() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return Services.at(stack::address, new Console(nowhere, nowhere, false, System::nanoTime));
    }

    /** A page of a service. */
    URI page(Service service, String path) {
        return stack.address(service).resolve(path);
    }

    Child child(Service service) {
        return stack.child(service);
    }

    Child child(String name) {
        return stack.child(name);
    }

    RingTopics topics() {
        return topics;
    }

    VectorStore vectors() {
        return vectors;
    }

    ArtifactStore store() {
        return store;
    }

    /** Processes that began a stage and did not come back, and the one that did it. */
    List<String> attempts(String run, Stage stage) {
        return store.list("runs/" + run + "/" + stage.label() + "/attempt-");
    }

    /** Ends the services in order and returns when they have gone. */
    void pauseServices() throws ExecutionException, InterruptedException {
        List<Callable<Void>> pauses = new ArrayList<>();
        for (Service service : Service.values()) {
            pauses.add(() -> {
                child(service).pause();
                return null;
            });
        }
        ExecutorService together = Executors.newFixedThreadPool(pauses.size());
        try {
            for (Future<Void> pause : together.invokeAll(pauses)) {
                pause.get();
            }
        } finally {
            together.shutdown();
        }
    }

    /** Starts the services and returns when they can serve. */
    void resumeServices() throws InterruptedException {
        for (Service service : Service.values()) {
            child(service).resume();
        }
        for (Service service : Service.values()) {
            child(service).awaitReady(Waiting.START);
        }
    }

    @Override
    public void close() {
        topics.close();
        vectors.close();
        stack.close();
    }
}
