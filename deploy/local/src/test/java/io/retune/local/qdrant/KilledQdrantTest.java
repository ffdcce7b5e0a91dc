package io.retune.local.qdrant;

import static io.retune.local.qdrant.QdrantFixture.await;
import static io.retune.local.qdrant.QdrantFixture.point;
import static org.assertj.core.api.Assertions.assertThat;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Points.PointStruct;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The local Qdrant as a process of its own. */
@Timeout(60)
class KilledQdrantTest {
    private static final int BATCH = 20;
    private static final int DIMENSIONS = 64;

    @TempDir
    Path folder;

    @Test
    void losesNothingItAcknowledgedWhenKilled() throws Exception {
        AtomicLong acknowledged = new AtomicLong();
        for (int life = 1; life <= 2; life++) {
            long before = acknowledged.get();
            // Given a writer that never pauses
            Process process = start();
            try (QdrantClient client = QdrantFixture.client(port(process))) {
                createOnce(client, life);
                CompletableFuture<Void> writer =
                        CompletableFuture.runAsync(() -> writeUntilRefused(client, acknowledged));
                // When the process dies in the middle
                while (acknowledged.get() < before + 40L * BATCH && !writer.isDone()) {
                    Thread.onSpinWait();
                }
                process.destroyForcibly().waitFor();
                writer.get(30, TimeUnit.SECONDS);
            }
            // Then all that it acknowledged is there, batches whole
            assertThat(acknowledged.get()).isGreaterThanOrEqualTo(before + 40L * BATCH);
            try (QdrantFixture qdrant = new QdrantFixture(folder)) {
                long count = await(qdrant.client.countAsync("harbour"));
                assertThat(count).isBetween(acknowledged.get(), acknowledged.get() + BATCH);
                assertThat(count % BATCH).isZero();
                acknowledged.set(count);
            }
        }
    }

    private static void createOnce(QdrantClient client, int life) {
        if (life == 1) {
            VectorParams params = VectorParams.newBuilder()
                    .setSize(DIMENSIONS)
                    .setDistance(Distance.Dot)
                    .build();
            await(client.createCollectionAsync("harbour", params));
        }
    }

    private static void writeUntilRefused(QdrantClient client, AtomicLong acknowledged) {
        try {
            while (true) {
                long first = acknowledged.get();
                List<PointStruct> points = LongStream.range(first, first + BATCH)
                        .mapToObj(id -> point(id, "p" + id, new float[DIMENSIONS]))
                        .toList();
                client.upsertAsync("harbour", points).get();
                acknowledged.addAndGet(BATCH);
            }
        } catch (ExecutionException | InterruptedException e) {
            // The process is dead.
        }
    }

    @Test
    void endsWhenItsParentsPipeCloses() throws Exception {
        Process process = start();
        assertThat(port(process)).isPositive();
        process.getOutputStream().close();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void saysInOneLineWhyItCannotStart() throws Exception {
        try (QdrantFixture holder = new QdrantFixture(folder)) {
            assertThat(holder.server.port()).isPositive();
            Process process = start();
            try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
                assertThat(errors.lines())
                        .containsExactly("error: %s: in use by process %d; stop that process or choose another folder"
                                .formatted(folder, ProcessHandle.current().pid()));
            }
            assertThat(process.waitFor()).isEqualTo(2);
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LocalQdrant.class.getName(),
                        "--folder",
                        folder.toString(),
                        "--port",
                        "0",
                        "--parent-watch")
                .start();
    }

    private static int port(Process process) throws IOException {
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        assertThat(line).startsWith("ready on 127.0.0.1:");
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }
}
