package io.retune.train.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.retune.artifacts.FileArtifactStore;
import io.retune.dataset.RagDataset;
import io.retune.encoder.Dtype;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.model.ModelFolder;
import io.retune.events.JudgedModel;
import io.retune.events.ModelReference;
import io.retune.local.qdrant.LocalQdrant;
import io.retune.metrics.Ranking;
import io.retune.metrics.Run;
import io.retune.train.Harbour;
import io.retune.training.TrainingException;
import io.retune.training.evaluation.VectorSource;
import io.retune.training.search.EncodedSearch;
import io.retune.training.search.QueryPassage;
import io.retune.vectors.QdrantAddress;
import io.retune.vectors.VectorStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QdrantSearchTest {
    private static final float ROUNDING = 1e-5f;

    @TempDir
    private Path folder;

    private final RagDataset dataset = Harbour.dataset();
    private LocalQdrant qdrant;
    private VectorStore vectors;
    private ModelFolder model;
    private JudgedModel judged;

    @BeforeEach
    void fill() throws Exception {
        FileArtifactStore store = new FileArtifactStore(folder.resolve("store"));
        ModelReference reference = Harbour.publishModel(store, 1);
        model = Harbour.open(store, reference);
        qdrant = LocalQdrant.start(folder.resolve("qdrant"), "127.0.0.1", 0);
        vectors = VectorStore.connect(new QdrantAddress("127.0.0.1", qdrant.port(), false, Optional.empty()));
        judged = Harbour.fillCollections(vectors, reference, model, Harbour.publishDataset(store));
    }

    @AfterEach
    void close() throws Exception {
        vectors.close();
        qdrant.close();
    }

    @Test
    void findsWhatASearchInMemoryFindsAlsoForQueriesThatAreNotInTheCollection() {
        List<String> queries = dataset.split(RagDataset.TRAIN);
        try (TextEncoder encoder = TextEncoder.open(model, Dtype.FP32)) {
            EncodedSearch inMemory = new EncodedSearch(VectorSource.fresh(encoder), dataset);
            Run expected = inMemory.run(queries, 20);
            Run found = search(dataset, () -> {}).run(queries, 20);

            assertThat(queries).contains("q0-0", "q10-0");
            assertThat(vectors.vectors(Harbour.QUERIES, List.of("q0-0", "q10-0")))
                    .isEmpty();
            for (String query : queries) {
                assertSame(query, found.ranking(query), expected.ranking(query));
            }
            List<QueryPassage> pairs = new ArrayList<>();
            queries.forEach(query -> pairs.add(new QueryPassage(query, "p7")));
            assertThat(search(dataset, () -> {}).scores(pairs))
                    .containsExactly(inMemory.scores(pairs), within(ROUNDING));
        }
    }

    /** Neighbours whose scores agree up to rounding may stand in another order. */
    private static void assertSame(String query, Ranking found, Ranking expected) {
        assertThat(found.size()).as(query).isEqualTo(expected.size());
        for (int rank = 0; rank < found.size(); rank++) {
            assertThat(found.score(rank)).as(query).isCloseTo(expected.score(rank), within(ROUNDING));
        }
    }

    @Test
    void aCorpusThatIsNotTheCollectionsIsRefused() {
        RagDataset smaller = RagDataset.builder("smaller")
                .passage("p0", "a")
                .query("q", "a")
                .relevant("q", "p0")
                .build();
        assertThatThrownBy(() -> search(smaller, () -> {}))
                .isInstanceOf(TrainingException.class)
                .hasMessage("collection eval--harbour: holds 110 passages, expected 1, the corpus of the training data;"
                        + " start the run again");
    }

    @Test
    void vectorsOfAnotherNumberFormatAreNotMixed() {
        CheckedQueryEncoder encoder = new CheckedQueryEncoder(model, Dtype.BF16, judged, () -> {});
        assertThatThrownBy(() -> encoder.encode(List.of("a b")))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("model " + model.name() + ": its query identity in bf16 is ")
                .hasMessageEndingWith(
                        " here, expected " + judged.queryIdentity()
                                + ", which encoded the collections; state the model's dtype in the request and start a new run");
    }

    @Test
    void stopsAtASafePoint() {
        QdrantSearch search = search(dataset, () -> {
            throw new CancellationException();
        });
        assertThatThrownBy(() -> search.run(List.of("q1-0"), 5)).isInstanceOf(CancellationException.class);
    }

    private QdrantSearch search(RagDataset corpus, Runnable safePoint) {
        return new QdrantSearch(
                vectors,
                judged.target(),
                corpus,
                new CheckedQueryEncoder(model, Dtype.FP32, judged, safePoint),
                safePoint);
    }
}
