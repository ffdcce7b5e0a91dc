package io.retune.eval;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.retune.local.kafka.LocalKafka;
import io.retune.local.qdrant.LocalQdrant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A broker and a Qdrant for the service under test. */
public class Servers implements QuarkusTestResourceLifecycleManager {
    private LocalKafka kafka;
    private LocalQdrant qdrant;

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("eval-service");
            kafka = LocalKafka.start(folder.resolve("kafka"), 0);
            qdrant = LocalQdrant.start(folder.resolve("qdrant"), "127.0.0.1", 0);
            return Map.of(
                    "kafka.bootstrap.servers", kafka.bootstrapServers(),
                    "retune.qdrant.host", "127.0.0.1",
                    "retune.qdrant.port", Integer.toString(qdrant.port()),
                    "retune.home", folder.resolve("home").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try (LocalKafka closedKafka = kafka;
                LocalQdrant closedQdrant = qdrant) {
            assert closedKafka != null && closedQdrant != null;
        }
    }
}
