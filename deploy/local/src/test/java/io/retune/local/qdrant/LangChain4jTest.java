package io.retune.local.qdrant;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.qdrant.QdrantEmbeddingStore;
import io.qdrant.client.grpc.Collections.Distance;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's store as it is, on the local Qdrant. */
class LangChain4jTest {
    @TempDir
    Path folder;

    private QdrantFixture qdrant;
    private QdrantEmbeddingStore store;

    @BeforeEach
    void start() {
        qdrant = new QdrantFixture(folder);
        qdrant.create("harbour--1", 2, Distance.Cosine);
        QdrantFixture.await(qdrant.client.createAliasAsync("harbour", "harbour--1"));
        store = QdrantEmbeddingStore.builder()
                .host("127.0.0.1")
                .port(qdrant.server.port())
                .collectionName("harbour")
                .build();
        store.addAll(
                List.of(
                        "00000000-0000-0000-0000-000000000001",
                        "00000000-0000-0000-0000-000000000002",
                        "00000000-0000-0000-0000-000000000003"),
                List.of(
                        Embedding.from(new float[] {1, 0}),
                        Embedding.from(new float[] {3, 4}),
                        Embedding.from(new float[] {0, 2})),
                List.of(
                        TextSegment.from("the pier", Metadata.from(Map.of("kind", "place", "depth", 3))),
                        TextSegment.from("a pilot boat", Metadata.from(Map.of("kind", "ship", "depth", 2))),
                        TextSegment.from("the lock", Metadata.from(Map.of("kind", "place", "depth", 7)))));
    }

    @AfterEach
    void close() {
        store.close();
        qdrant.close();
    }

    private List<String> search(Filter filter) {
        return store
                .search(EmbeddingSearchRequest.builder()
                        .queryEmbedding(Embedding.from(new float[] {1, 0}))
                        .maxResults(10)
                        .filter(filter)
                        .build())
                .matches()
                .stream()
                .map(match -> match.embedded().text())
                .toList();
    }

    @Test
    void findsWhatItAdded() {
        List<EmbeddingMatch<TextSegment>> matches = store.search(EmbeddingSearchRequest.builder()
                        .queryEmbedding(Embedding.from(new float[] {1, 0}))
                        .maxResults(2)
                        .build())
                .matches();
        assertThat(matches).extracting(match -> match.embedded().text()).containsExactly("the pier", "a pilot boat");
        // LangChain4j maps a cosine of -1 to 1 onto a relevance of 0 to 1.
        assertThat(matches.get(0).score()).isEqualTo(1.0);
        assertThat(matches.get(1).score()).isCloseTo(0.8, within(1e-6));
        assertThat(matches.get(1).embeddingId()).isEqualTo("00000000-0000-0000-0000-000000000002");
        assertThat(matches.get(1).embedding().vector()).containsExactly(0.6f, 0.8f);
        assertThat(matches.get(1).embedded().metadata().toMap()).isEqualTo(Map.of("kind", "ship", "depth", 2L));
    }

    @Test
    void filters() {
        assertThat(search(metadataKey("kind").isEqualTo("place"))).containsExactly("the pier", "the lock");
        assertThat(search(metadataKey("kind").isNotEqualTo("place"))).containsExactly("a pilot boat");
        assertThat(search(metadataKey("depth").isGreaterThan(2))).containsExactly("the pier", "the lock");
        assertThat(search(metadataKey("depth").isIn(2, 7))).containsExactly("a pilot boat", "the lock");
        assertThat(search(metadataKey("kind").isNotIn("place"))).containsExactly("a pilot boat");
        assertThat(search(metadataKey("kind").containsString("shi"))).containsExactly("a pilot boat");
        assertThat(search(metadataKey("kind")
                        .isEqualTo("place")
                        .and(metadataKey("depth").isLessThan(5))))
                .containsExactly("the pier");
        assertThat(search(
                        metadataKey("depth").isEqualTo(7).or(metadataKey("kind").isEqualTo("ship"))))
                .containsExactly("a pilot boat", "the lock");
        assertThat(search(Filter.not(metadataKey("depth").isLessThanOrEqualTo(3))))
                .containsExactly("the lock");
    }

    @Test
    void removes() {
        store.remove("00000000-0000-0000-0000-000000000001");
        assertThat(search(null)).containsExactly("a pilot boat", "the lock");
        store.removeAll(metadataKey("kind").isEqualTo("ship"));
        assertThat(search(null)).containsExactly("the lock");
        store.removeAll();
        assertThat(search(null)).isEmpty();
    }
}
