package io.retune.local.qdrant.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.qdrant.client.PointIdFactory;
import io.qdrant.client.ValueFactory;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Points.PointStruct;
import io.retune.local.qdrant.point.PointKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectionTest {
    private static final int DIMENSIONS = 100;

    @TempDir
    Path folder;

    @BeforeEach
    void create() throws IOException {
        CreateCollection.Builder description = CreateCollection.newBuilder().setCollectionName("harbour");
        description
                .getVectorsConfigBuilder()
                .getParamsBuilder()
                .setSize(DIMENSIONS)
                .setDistance(Distance.Dot);
        Collection.create(folder, description.build());
    }

    private static PointStruct point(long id, int revision) {
        float[] vector = new float[DIMENSIONS];
        vector[0] = revision;
        return PointStruct.newBuilder()
                .setId(PointIdFactory.id(id))
                .setVectors(VectorsFactory.vectors(vector))
                .putPayload("revision", ValueFactory.value(revision))
                .build();
    }

    /** Revisions by id, after a look at whether payload and vector belong together. */
    private static Map<Long, Integer> revisions(Collection collection) {
        return collection.read(points -> {
            Map<Long, Integer> revisions = new TreeMap<>();
            points.rows().forEach((key, row) -> {
                int revision =
                        (int) points.payload(row).fields().get("revision").getIntegerValue();
                assertThat(points.dense(row).getData(0)).isEqualTo(revision);
                revisions.put(key.low(), revision);
            });
            return revisions;
        });
    }

    @Test
    void rewritesItsLogWhenMostOfItIsDead() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Long, Integer> expected = new TreeMap<>();
        long written = 0;
        try (Collection collection = Collection.open(folder)) {
            // When the same few points are written and deleted again and again
            for (int revision = 1; revision <= 600; revision++) {
                List<PointStruct> batch = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    long id = random.nextInt(300);
                    batch.add(point(id, revision));
                    expected.put(id, revision);
                    written += DIMENSIONS * Float.BYTES;
                }
                collection.upsert(batch, Optional.empty(), false);
                long victim = random.nextInt(300);
                collection.delete(List.of(new PointKey(false, 0, victim)), false);
                expected.remove(victim);
            }
            assertThat(revisions(collection)).as("seed %d", seed).isEqualTo(expected);
        }
        // Then
        assertThat(written).isGreaterThan(4_000_000);
        assertThat(Files.size(folder.resolve("operations.log"))).isLessThan(1_300_000);
        try (Collection again = Collection.open(folder)) {
            assertThat(revisions(again)).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void servesReadersAndWritersAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (Collection collection = Collection.open(folder)) {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                long first = thread * 1000L;
                done.add(threads.submit(() -> {
                    for (int revision = 1; revision <= 50; revision++) {
                        List<PointStruct> batch = new ArrayList<>();
                        for (long id = first; id < first + 40; id++) {
                            batch.add(point(id, revision));
                        }
                        collection.upsert(batch, Optional.empty(), revision % 10 == 0);
                    }
                }));
                done.add(threads.submit(() -> {
                    for (int look = 0; look < 50; look++) {
                        // A batch is seen whole or not at all.
                        assertThat(revisions(collection).size() % 40).isZero();
                    }
                }));
            }
            for (Future<?> future : done) {
                future.get();
            }
            assertThat(revisions(collection).values()).hasSize(120).containsOnly(50);
        } finally {
            threads.shutdownNow();
        }
        try (Collection again = Collection.open(folder)) {
            assertThat(revisions(again).values()).hasSize(120).containsOnly(50);
        }
    }
}
