package io.retune.synth;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.retune.local.kafka.LocalKafka;
import io.retune.local.qdrant.LocalQdrant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A broker and a Qdrant for all tests, and the address of a language model that a test may start, or not. */
public class StackResource implements QuarkusTestResourceLifecycleManager {
    private LocalKafka kafka;
    private LocalQdrant qdrant;

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory(Path.of("target"), "synth").toAbsolutePath();
            kafka = LocalKafka.start(folder.resolve("kafka"), 0);
            qdrant = LocalQdrant.start(folder.resolve("qdrant"), "127.0.0.1", 0);
            return Map.ofEntries(
                    Map.entry("kafka.bootstrap.servers", kafka.bootstrapServers()),
                    Map.entry("retune.qdrant.host", "127.0.0.1"),
                    Map.entry("retune.qdrant.port", Integer.toString(qdrant.port())),
                    Map.entry("retune.home", folder.resolve("home").toString()),
                    Map.entry("retune.llm.provider", "openai"),
                    Map.entry("retune.llm.base-url", "http://127.0.0.1:" + freePort() + "/v1"),
                    Map.entry("retune.llm.model", "test-model"),
                    Map.entry("retune.llm.first-wait", "0.05S"),
                    Map.entry("retune.llm.longest-wait", "0.2S"),
                    Map.entry("quarkus.http.test-port", "0"),
                    Map.entry("quarkus.log.category.\"kafka\".level", "WARN"),
                    Map.entry("quarkus.log.category.\"org.apache.kafka\".level", "WARN"),
                    Map.entry("quarkus.log.category.\"state\".level", "WARN"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
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
