package io.retune.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What {@link VectorStore} and a server promise together. A subclass says where the server is; collections that are
 * there already are left alone.
 */
public abstract class VectorStoreContract {
    private static final int DIMENSIONS = 4;
    private static final Map<String, String> METADATA = Map.of("passage_identity", "sha256:身份", "corpus", "sha256:2");

    private final String collection = "contract--" + UUID.randomUUID();
    private final String other = collection + "--other";
    private final String alias = collection + "--alias";
    private VectorStore store;

    /** Where the server answers. */
    protected abstract QdrantAddress address();

    @BeforeEach
    void connect() {
        store = VectorStore.connect(address());
        store.createCollection(new CollectionSpec(collection, DIMENSIONS, METADATA));
    }

    @AfterEach
    void deleteAndClose() {
        store.deleteCollection(collection);
        store.deleteCollection(other);
        store.close();
    }

    @Test
    void createsACollectionOnce() {
        // Given
        store.upsert(collection, List.of(point("a", 1, 0)));
        // When
        store.createCollection(new CollectionSpec(collection, DIMENSIONS, METADATA));
        // Then
        assertThat(store.describe(collection)).contains(new CollectionInfo(DIMENSIONS, 1, 0, METADATA));
        assertThat(store.collections()).contains(collection).isSorted();
    }

    @Test
    void refusesACollectionThatDiffers() {
        assertThatThrownBy(() -> store.createCollection(new CollectionSpec(collection, 8, METADATA)))
                .isInstanceOf(VectorStoreException.class)
                .hasMessage(
                        "collection \"%s\": found dimensions 4, expected 8; take another name, or delete it if nothing"
                                        .formatted(collection)
                                + " needs it");
        assertThatThrownBy(() -> store.createCollection(
                        new CollectionSpec(collection, DIMENSIONS, Map.of("corpus", "sha256:3"))))
                .isInstanceOf(VectorStoreException.class)
                .hasMessage("collection \"%s\": found metadata {corpus=sha256:2, passage_identity=sha256:身份}, expected"
                                .formatted(collection)
                        + " {corpus=sha256:3}; take another name, or delete it if nothing needs it");
    }

    @Test
    void creatorsAtOnceAllGoOn() throws Exception {
        List<Callable<Object>> creators = Collections.nCopies(8, () -> {
            try (VectorStore creator = VectorStore.connect(address())) {
                creator.createCollection(new CollectionSpec(other, DIMENSIONS, METADATA));
                creator.upsert(other, List.of(point("a", 1, 0)));
            }
            return null;
        });
        runAtOnce(creators);
        assertThat(store.describe(other)).contains(new CollectionInfo(DIMENSIONS, 1, 0, METADATA));
    }

    @Test
    void deletesACollectionAndItsAliases() {
        // Given
        store.setAlias(alias, collection);
        // When
        store.deleteCollection(collection);
        store.deleteCollection(collection);
        // Then
        assertThat(store.describe(collection)).isEmpty();
        assertThat(store.collections()).doesNotContain(collection);
        assertThat(store.aliases()).doesNotContainKey(alias);
    }

    @Test
    void readsBackWhatItWrote() {
        // Given
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("title", "胃痛");
        metadata.put("year", 2026);
        metadata.put("weight", 0.5);
        metadata.put("whole", 3.0);
        metadata.put("reviewed", true);
        metadata.put("nothing", null);
        metadata.put("source", Map.of("name", "wiki", "doc_id", 7));
        metadata.put("tags", List.of("a", "b"));
        metadata.put("doc_id", "its own");
        Point written = new Point("文档/1", new float[] {0.6f, 0.8f, 0, -1e-8f}, "饭后胃痛", "sha256:9", 1L << 40, metadata);
        // When
        store.upsert(collection, List.of(point("文档/1", 1, 0), point("b", 2, 0)));
        store.upsert(collection, List.of(written));
        // Then
        Point read = all(collection).get("文档/1");
        assertThat(store.count(collection)).isEqualTo(2);
        assertThat(read.vector()).isEqualTo(written.vector());
        assertThat(read.text()).isEqualTo("饭后胃痛");
        assertThat(read.contentHash()).isEqualTo("sha256:9");
        assertThat(read.logPosition()).isEqualTo(1L << 40);
        assertThat(read.metadata())
                .isEqualTo(Map.of(
                        "title", "胃痛",
                        "year", 2026L,
                        "weight", 0.5,
                        "whole", 3.0,
                        "reviewed", "true",
                        "source.name", "wiki",
                        "source.doc_id", 7L,
                        "tags", "[\"a\",\"b\"]",
                        "metadata.doc_id", "its own"));
    }

    @Test
    void copiesACollectionUnchanged() {
        // Given
        store.createCollection(new CollectionSpec(other, DIMENSIONS, Map.of()));
        store.upsert(
                collection,
                List.of(new Point("a", vector(1), "text", "hash", 3, Map.of("doc_id", 1, "a", Map.of("b", true)))));
        // When
        store.scroll(collection, 10, page -> store.upsert(other, page));
        // Then
        Point copy = all(other).get("a");
        Point original = all(collection).get("a");
        assertThat(copy.metadata())
                .isEqualTo(original.metadata())
                .isEqualTo(Map.of("metadata.doc_id", 1L, "a.b", "true"));
        assertThat(copy.vector()).isEqualTo(original.vector());
    }

    @Test
    void writesOnlyWhatIsNewer() {
        // Given
        store.upsert(collection, List.of(point("older", 5, 1), point("equal", 5, 1), point("newer", 5, 1)));
        // When
        store.upsertIfNewer(
                collection,
                List.of(
                        point("older", 6, 2),
                        point("equal", 5, 2),
                        point("newer", 4, 2),
                        point("absent", 0, 2),
                        point("twice", 9, 2),
                        point("twice", 8, 3)));
        // Then
        assertThat(texts(collection))
                .isEqualTo(Map.of(
                        "older", "version 2 at 6",
                        "equal", "version 1 at 5",
                        "newer", "version 1 at 5",
                        "absent", "version 2 at 0",
                        "twice", "version 2 at 9"));
    }

    @Test
    void deletesOnlyWhatIsOlder() {
        // Given
        store.upsert(collection, List.of(point("older", 5, 1), point("equal", 5, 1), point("newer", 5, 1)));
        // When
        store.deleteIfOlder(collection, "older", 6);
        store.deleteIfOlder(collection, "equal", 5);
        store.deleteIfOlder(collection, "newer", 4);
        store.deleteIfOlder(collection, "absent", 4);
        // Then
        assertThat(texts(collection)).containsOnlyKeys("equal", "newer");
    }

    @Test
    void anyOrderOfWritesEndsInTheLatestVersions() throws Exception {
        // Given
        long seed = new Random().nextLong();
        int documents = 600;
        int versions = 4;
        List<List<Point>> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            List<Point> points = new ArrayList<>();
            for (int i = 0; i < documents * versions; i++) {
                points.add(point("doc-" + i % documents, i, i / documents));
            }
            Collections.shuffle(points, new Random(seed + writer));
            writers.add(points);
        }
        // When
        runAtOnce(writers.stream()
                .map(points -> (Callable<Object>) () -> {
                    for (int start = 0; start < points.size(); start += 400) {
                        store.upsertIfNewer(collection, points.subList(start, start + 400));
                    }
                    return null;
                })
                .toList());
        // Then
        Map<String, String> expected = IntStream.range(0, documents)
                .boxed()
                .collect(Collectors.toMap(i -> "doc-" + i, i -> "version 3 at " + (i + (versions - 1) * documents)));
        assertThat(texts(collection)).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void findsWhatComparingEveryVectorFinds() {
        // Given
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Point> points = IntStream.range(0, 300)
                .mapToObj(i -> new Point("doc-" + i, randomVector(random), "text " + i, "hash", i, Map.of("n", i)))
                .toList();
        List<float[]> queries =
                IntStream.range(0, 150).mapToObj(i -> randomVector(random)).toList();
        // When
        store.upsert(collection, points);
        List<List<Hit>> exact = store.search(collection, queries, 10, SearchMode.EXACT);
        List<List<Hit>> approximate = store.search(collection, queries, 10, SearchMode.APPROXIMATE);
        // Then
        assertThat(exact).hasSameSizeAs(queries);
        for (int i = 0; i < queries.size(); i++) {
            float[] query = queries.get(i);
            List<Point> nearest = points.stream()
                    .sorted(Comparator.comparingDouble(point -> -dot(query, point.vector())))
                    .limit(10)
                    .toList();
            assertThat(exact.get(i)).as("query %d, seed %d", i, seed).hasSameSizeAs(nearest);
            for (int rank = 0; rank < nearest.size(); rank++) {
                Point expected = nearest.get(rank);
                Hit hit = exact.get(i).get(rank);
                assertThat(hit.docId()).as("query %d, seed %d", i, seed).isEqualTo(expected.docId());
                assertThat(hit.score()).isCloseTo((float) dot(query, expected.vector()), within(1e-5f));
                assertThat(hit.text()).isEqualTo(expected.text());
                assertThat(hit.metadata()).isEqualTo(Map.of("n", expected.logPosition()));
            }
        }
        // So few vectors are searched exactly in either mode.
        assertThat(approximate).as("seed %d", seed).isEqualTo(exact);
    }

    @Test
    void searchesWithFewerPointsThanTheLimit() {
        assertThat(store.search(collection, List.of(vector(1)), 20_000, SearchMode.EXACT))
                .containsExactly(List.of());
        store.upsert(collection, List.of(point("a", 0, 1), point("b", 0, 2)));
        assertThat(store.search(collection, List.of(vector(1), vector(2)), 20_000, SearchMode.EXACT))
                .allSatisfy(hits -> assertThat(hits).hasSize(2));
        assertThat(store.search(collection, List.of(), 10, SearchMode.EXACT)).isEmpty();
    }

    @Test
    void keepsVectorsThatAreNotNormalised() {
        // Given
        Point large = new Point("large", new float[] {30, 40, 0, 0}, "", "hash", 0, Map.of());
        Point small = new Point("small", new float[] {0.6f, 0.8f, 0, 0}, "", "hash", 0, Map.of());
        // When
        store.upsert(collection, List.of(small, large));
        // Then
        List<Hit> hits = store.search(collection, List.of(new float[] {1, 1, 0, 0}), 2, SearchMode.EXACT)
                .get(0);
        assertThat(hits).extracting(Hit::docId).containsExactly("large", "small");
        assertThat(hits.get(0).score()).isEqualTo(70f);
        assertThat(store.vectors(collection, List.of("large")).get("large")).isEqualTo(large.vector());
    }

    @Test
    void givesVectorsInTheOrderAskedFor() {
        // Given
        List<Point> points = IntStream.range(0, 1_500)
                .mapToObj(i -> new Point("doc-" + i, new float[] {i, 1, 2, 3}, "", "hash", i, Map.of()))
                .toList();
        List<String> asked = new ArrayList<>(points.stream().map(Point::docId).toList());
        Collections.reverse(asked);
        store.upsert(collection, points);
        // When
        List<String> withOthers = new ArrayList<>(asked);
        withOthers.addAll(List.of("missing", "doc-0"));
        Map<String, float[]> vectors = store.vectors(collection, withOthers);
        // Then
        assertThat(vectors.keySet()).containsExactlyElementsOf(asked);
        assertThat(vectors.get("doc-1234")).isEqualTo(new float[] {1234, 1, 2, 3});
        assertThat(store.vectors(collection, List.of())).isEmpty();
    }

    @Test
    void scrollsThroughEverythingOnce() {
        // Given
        List<String> pages = new ArrayList<>();
        List<String> documents = new ArrayList<>();
        store.scroll(collection, 10, page -> pages.add("a page of nothing"));
        store.upsert(
                collection,
                IntStream.range(0, 40).mapToObj(i -> point("doc-" + i, i, 0)).toList());
        // When
        store.scroll(collection, 15, page -> {
            pages.add(page.size() + " points");
            page.forEach(point -> documents.add(point.docId()));
        });
        // Then
        assertThat(pages).containsExactly("15 points", "15 points", "10 points");
        assertThat(documents)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 40).mapToObj(i -> "doc-" + i).toList());
    }

    @Test
    void takesMoreThanOneMessageHolds() {
        // Given
        String text = "问".repeat(200_000);
        List<Point> points = IntStream.range(0, 40)
                .mapToObj(i -> new Point("doc-" + i, vector(i), i + text, "hash", i, Map.of()))
                .toList();
        // When
        store.upsertIfNewer(collection, points);
        // Then
        assertThat(store.count(collection)).isEqualTo(40);
        assertThat(all(collection)).hasSize(40).allSatisfy((docId, point) -> assertThat(point.text())
                .hasSizeGreaterThan(200_000));
        assertThat(store.search(collection, List.of(vector(1)), 40, SearchMode.EXACT)
                        .get(0))
                .hasSize(40);
    }

    @Test
    void switchesAnAliasUnderSearches() throws Exception {
        // Given
        store.createCollection(new CollectionSpec(other, DIMENSIONS, METADATA));
        store.upsert(collection, List.of(point("first", 0, 1)));
        store.upsert(other, List.of(point("second", 0, 1)));
        store.setAlias(alias, collection);
        assertThat(store.aliases()).containsEntry(alias, collection);
        AtomicBoolean switching = new AtomicBoolean(true);
        // When
        runAtOnce(List.of(
                () -> {
                    try {
                        for (int i = 0; i < 50; i++) {
                            store.setAlias(alias, i % 2 == 0 ? other : collection);
                        }
                    } finally {
                        switching.set(false);
                    }
                    return null;
                },
                () -> {
                    while (switching.get()) {
                        assertThat(search(alias))
                                .containsAnyOf("first", "second")
                                .hasSize(1);
                    }
                    return null;
                }));
        store.setAlias(alias, other);
        // Then
        assertThat(store.aliases()).containsEntry(alias, other);
        assertThat(search(alias)).containsExactly("second");
        assertThat(store.describe(alias)).contains(new CollectionInfo(DIMENSIONS, 1, 0, METADATA));
    }

    @Test
    void keepsAnAliasWhoseNextCollectionIsMissing() {
        store.setAlias(alias, collection);
        assertThatThrownBy(() -> store.setAlias(alias, other))
                .isInstanceOf(VectorStoreException.class)
                .hasMessage("alias \"%s\": found no collection \"%s\" to lead to; create the collection first"
                        .formatted(alias, other));
        assertThat(store.aliases()).containsEntry(alias, collection);
    }

    @Test
    void saysWhatIsMissing() {
        List<Runnable> calls = List.of(
                () -> store.count(other),
                () -> store.upsert(other, List.of(point("a", 0, 0))),
                () -> store.upsertIfNewer(other, List.of(point("a", 0, 0))),
                () -> store.deleteIfOlder(other, "a", 1),
                () -> store.vectors(other, List.of("a")),
                () -> store.scroll(other, 1, page -> {}),
                () -> search(other));
        List<String> operations = List.of(
                "count", "upsert into", "upsert into", "delete from", "read vectors of", "scroll through", "search in");
        for (int i = 0; i < calls.size(); i++) {
            Runnable call = calls.get(i);
            assertThatThrownBy(call::run)
                    .isInstanceOf(VectorStoreException.class)
                    .isNotInstanceOf(VectorStoreUnavailable.class)
                    .hasMessageStartingWith(
                            "Qdrant at %s: %s \"%s\": found NOT_FOUND (".formatted(address(), operations.get(i), other))
                    .hasMessageContaining(other + "` doesn't exist")
                    .hasMessageEndingWith("); create it first");
        }
        assertThat(store.describe(other)).isEmpty();
    }

    @Test
    void refusesVectorsOfAnotherLength() {
        // Given
        Point wrong = new Point("wrong", new float[] {1, 0}, "", "hash", 0, Map.of());
        // Then
        assertThatThrownBy(() -> store.upsert(collection, List.of(point("right", 0, 0), wrong)))
                .isInstanceOf(VectorStoreException.class)
                .isNotInstanceOf(VectorStoreUnavailable.class)
                .hasMessageStartingWith(
                        "Qdrant at %s: upsert into \"%s\": found INVALID_ARGUMENT (".formatted(address(), collection));
        assertThatThrownBy(() -> store.search(collection, List.of(new float[] {1, 0}), 1, SearchMode.EXACT))
                .isInstanceOf(VectorStoreException.class)
                .isNotInstanceOf(VectorStoreUnavailable.class)
                .hasMessageStartingWith(
                        "Qdrant at %s: search in \"%s\": found INVALID_ARGUMENT (".formatted(address(), collection));
        assertThat(store.count(collection)).isZero();
    }

    @Test
    void keepsTextUnderTheKeyAskedFor() {
        try (VectorStore withOtherKey = VectorStore.connect(address(), "body")) {
            withOtherKey.upsert(collection, List.of(point("a", 0, 1)));
            assertThat(withOtherKey
                            .search(collection, List.of(vector(1)), 1, SearchMode.EXACT)
                            .get(0))
                    .extracting(Hit::text)
                    .containsExactly("version 1 at 0");
        }
        assertThatThrownBy(() -> search(collection))
                .isInstanceOf(VectorStoreException.class)
                .hasMessageEndingWith("found no \"text_segment\" in its payload (keys: body, content_hash, doc_id,"
                        + " log_position); only points written by this store can be read");
    }

    private List<String> search(String name) {
        return store.search(name, List.of(vector(1)), 10, SearchMode.EXACT).get(0).stream()
                .map(Hit::docId)
                .toList();
    }

    private Map<String, String> texts(String name) {
        return all(name).values().stream().collect(Collectors.toMap(Point::docId, Point::text));
    }

    private Map<String, Point> all(String name) {
        Map<String, Point> points = new HashMap<>();
        store.scroll(name, 100, page -> page.forEach(point -> points.put(point.docId(), point)));
        return points;
    }

    private static Point point(String docId, long logPosition, int version) {
        String text = "version %d at %d".formatted(version, logPosition);
        return new Point(docId, vector(version), text, "hash", logPosition, Map.of());
    }

    private static float[] vector(int direction) {
        float[] vector = new float[DIMENSIONS];
        vector[direction % DIMENSIONS] = 1;
        return vector;
    }

    private static float[] randomVector(Random random) {
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static double dot(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> (double) a[i] * b[i])
                .sum();
    }

    private static void runAtOnce(List<Callable<Object>> tasks) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<Object> end : threads.invokeAll(tasks)) {
                end.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
