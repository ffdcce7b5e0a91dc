package io.retune.embed;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.retune.encoder.TinyModel;
import io.retune.local.kafka.LocalKafka;
import io.retune.local.qdrant.LocalQdrant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A broker and a Qdrant for all tests, and a model of a few kilobytes as the default. */
public class StackResource implements QuarkusTestResourceLifecycleManager {
    static final int SERVING_QUEUE = 8;
    private LocalKafka kafka;
    private LocalQdrant qdrant;

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory(Path.of("target"), "embed").toAbsolutePath();
            kafka = LocalKafka.start(folder.resolve("kafka"), 0);
            qdrant = LocalQdrant.start(folder.resolve("qdrant"), "127.0.0.1", 0);
            return Map.of(
                    "quarkus.http.test-port", "0",
                    "kafka.bootstrap.servers", kafka.bootstrapServers(),
                    "retune.qdrant.host", "127.0.0.1",
                    "retune.qdrant.port", Integer.toString(qdrant.port()),
                    "retune.home", folder.resolve("home").toString(),
                    "retune.default-model",
                            TinyModel.bert(folder.resolve("tiny")).toString(),
                    "retune.serving-queue", Integer.toString(SERVING_QUEUE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (kafka != null) {
            kafka.close();
        }
        if (qdrant != null) {
            qdrant.close();
        }
    }
}
