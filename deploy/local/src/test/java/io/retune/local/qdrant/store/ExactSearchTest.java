package io.retune.local.qdrant.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.qdrant.client.ConditionFactory;
import io.qdrant.client.PointIdFactory;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.PointId;
import io.retune.local.qdrant.filter.PointFilter;
import io.retune.local.qdrant.point.Payload;
import io.retune.local.qdrant.point.PointKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExactSearchTest {
    private final ExactSearch search = new ExactSearch();

    @AfterEach
    void close() {
        search.close();
    }

    @Test
    void agreesWithSortingEverything() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            // Given few distinct scores, so that ties decide most places, and rows that were used before
            int dimensions = 1 + random.nextInt(20);
            PointTable points = new PointTable(dimensions);
            int n = round % 10 == 0 ? 30_000 : random.nextInt(300);
            for (int i = 0; i < n; i++) {
                points.put(new Point(key(random.nextInt(2 * n)), vector(random, dimensions), Payload.of(Map.of())));
                if (i % 5 == 0) {
                    points.remove(key(random.nextInt(2 * n)));
                }
            }
            List<VectorQuery> queries = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                queries.add(query(random, dimensions, n));
            }
            // When
            List<List<ScoredRow>> found = search.search(points, queries);
            // Then
            for (int i = 0; i < queries.size(); i++) {
                assertThat(found.get(i)).as("seed %d, round %d", seed, round).isEqualTo(sorted(points, queries.get(i)));
            }
        }
    }

    private static VectorQuery query(Random random, int dimensions, int n) {
        List<PointId> ids = LongStream.range(0, n)
                .filter(id -> id % 3 != 0)
                .mapToObj(PointIdFactory::id)
                .toList();
        Optional<PointFilter> filter = random.nextBoolean()
                ? Optional.empty()
                : Optional.of(PointFilter.of(
                        Filter.newBuilder().addMust(ConditionFactory.hasId(ids)).build()));
        float threshold = random.nextBoolean() ? Float.NEGATIVE_INFINITY : 0;
        return new VectorQuery(
                vector(random, dimensions), filter, random.nextInt(4), 1 + random.nextInt(50), threshold);
    }

    private static PointKey key(int id) {
        return new PointKey(false, 0, id);
    }

    private static float[] vector(Random random, int dimensions) {
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (random.nextInt(5) - 2) * 0.5f;
        }
        return vector;
    }

    private static List<ScoredRow> sorted(PointTable points, VectorQuery query) {
        return points.rows().values().stream()
                .filter(row -> query.filter()
                        .map(filter -> points.matches(row, filter))
                        .orElse(true))
                .map(row -> new ScoredRow(row, dot(points, row, query.vector())))
                .filter(scored -> scored.score() > query.threshold())
                .sorted(Comparator.comparingDouble(ScoredRow::score)
                        .thenComparing(scored -> points.key(scored.row()))
                        .reversed())
                .skip(query.offset())
                .limit(query.limit())
                .toList();
    }

    /** Halves and quarters: every order of additions gives the same float. */
    private static float dot(PointTable points, int row, float[] query) {
        float sum = 0;
        for (int i = 0; i < query.length; i++) {
            sum += points.dense(row).getData(i) * query[i];
        }
        return sum;
    }
}
