package io.retune.train;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.retune.encoder.model.NewFolder;
import io.retune.local.kafka.LocalKafka;
import io.retune.local.qdrant.LocalQdrant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A broker and a Qdrant of our own, and folders that nothing else uses. */
public final class RingResource implements QuarkusTestResourceLifecycleManager {
    private Path folder;
    private LocalKafka kafka;
    private LocalQdrant qdrant;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("train-service");
            kafka = startKafka();
            qdrant = LocalQdrant.start(folder.resolve("qdrant"), "127.0.0.1", 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "kafka.bootstrap.servers", kafka.bootstrapServers(),
                "retune.qdrant.host", "127.0.0.1",
                "retune.qdrant.port", Integer.toString(qdrant.port()),
                "retune.home", folder.resolve("home").toString(),
                "retune.threads", "1",
                "quarkus.http.test-port", "0",
                "quarkus.otel.sdk.disabled", "true",
                // The broker runs in this process.
                "quarkus.log.category.\"kafka\".level", "WARN",
                "quarkus.log.category.\"org.apache.kafka\".level", "WARN",
                "quarkus.log.category.\"state\".level", "WARN");
    }

    /** Kafka looks for its own parts where the thread's class loader looks; here that is the application's. */
    private LocalKafka startKafka() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(LocalKafka.class.getClassLoader());
        try {
            return LocalKafka.start(folder.resolve("kafka"), 0);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void stop() {
        try {
            kafka.close();
            qdrant.close();
            NewFolder.deleteQuietly(folder);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
