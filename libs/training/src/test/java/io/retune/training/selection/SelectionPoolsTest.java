package io.retune.training.selection;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.encoder.Dtype;
import io.retune.encoder.TinyModel;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.metrics.MetricReport;
import io.retune.metrics.Ranking;
import io.retune.training.TinyData;
import io.retune.training.Trainer;
import io.retune.training.TrainingListener;
import io.retune.training.TrainingResult;
import io.retune.training.search.PassageSearch;
import io.retune.training.search.QueryPair;
import io.retune.training.search.QueryPassage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectionPoolsTest {
    @TempDir
    Path folder;

    private final RagDataset keys = TinyData.keys();
    private SelectionPools pools;

    @BeforeEach
    void writeModel() throws IOException {
        pools = new SelectionPools(
                ModelFolder.open("tiny", TinyModel.bert(folder.resolve("model"))), Dtype.FP32, 3, () -> {});
    }

    @Test
    void finalistsAreJudgedOnTheWholeCorpusBesideWhatTheBaseModelFoundThere() {
        Selection selection = pools.of(keys, keys.split(RagDataset.DEV), relevantFirst(keys));

        assertThat(selection.judged().pool())
                .containsExactlyElementsOf(keys.corpus().keySet());
        assertThat(selection.unchanged().mean(DevSelection.METRIC)).isEqualTo(1);
        assertThat(selection.unchanged().queryIds()).hasSize(26);
    }

    @Test
    void aGuardIsWatchedByAtMostTwoHundredQueriesInASmallPool() {
        RagDataset guard = TinyData.pairs(400, 4);
        List<String> queries = guard.split(RagDataset.TRAIN);
        DevSelection watched = pools.guard(guard, queries, relevantFirst(guard));

        assertThat(watched.queryIds()).hasSize(200).isSubsetOf(queries);
        assertThat(watched.pool()).hasSize(200 + CandidatePool.GUARD);
        assertThat(pools.guard(guard, queries, relevantFirst(guard))).isEqualTo(watched);
    }

    @Test
    void aGuardThatIsSearchedAsAWholeIsNotMeasuredAgainForTheUnchangedModel() throws IOException {
        assertThat(unchanged(TinyData.pairs(10, 4)).mean(DevSelection.METRIC)).isEqualTo(1);
    }

    @Test
    void inASmallerPoolTheUnchangedModelIsMeasured() throws IOException {
        assertThat(unchanged(TinyData.pairs(1000, 4)).mean(DevSelection.METRIC)).isBetween(0.0, 0.99);
    }

    /** What the model, which was perfect on the corpus as far as the search says, is on the guard's pool. */
    private MetricReport unchanged(RagDataset guard) throws IOException {
        try (NDManager manager = Torch.newManager();
                EncoderWeights weights = pools.base().readWeights(manager)) {
            return pools.onPool(guard, guard.split(RagDataset.TRAIN), relevantFirst(guard), weights)
                    .unchanged();
        }
    }

    @Test
    void theCorpusOverrulesTheLooksAndGuardsAreInTheCurve() throws IOException {
        // Given a base model that was perfect on the corpus, so that no step can beat it there
        Selection found = pools.of(keys, keys.split(RagDataset.DEV), relevantFirst(keys));
        RagDataset guard = TinyData.pairs(10, 4);
        Selection selection = new Selection(
                found.dev(),
                found.judged(),
                found.unchanged(),
                Map.of("pairs", pools.guard(guard, guard.split(RagDataset.TRAIN), relevantFirst(guard))));

        // When the looks show a model that gets better
        TrainingResult result = new Trainer(
                        pools.base(),
                        List.of(TinyData.set(keys)),
                        TinyData.options(6, 13, 0, 2e-3),
                        Optional.of(selection),
                        TrainingListener.NONE)
                .run(folder.resolve("state"));

        // Then it is judged, and the unchanged model stays
        List<String> curve = TinyData.curve(folder.resolve("state"));
        assertThat(curve).filteredOn(line -> line.contains("\"judged\"")).hasSizeBetween(2, 3);
        assertThat(curve)
                .filteredOn(line -> line.contains("\"dev\""))
                .hasSize(4)
                .allMatch(line -> line.contains("\"guards\":{\"pairs\":{\"ndcg_at_1\""));
        assertThat(result.bestStep()).isZero();
        assertThat(result.weights()).isEmpty();
        assertThat(result.best()).isEqualTo(result.base());
    }

    @Test
    void inAPoolThatIsASmallPartTheUnchangedModelIsAskedUntilItsTenthIsFound() {
        // The first hundred of each query are its own, of which the pool has few; the relevant passage comes next.
        int queries = 2000;
        DatasetBuilder builder = RagDataset.builder("wide");
        for (int i = 0; i < queries; i++) {
            builder.query("q" + i, "a").passage("r" + i, "b").relevant("q" + i, "r" + i);
            for (int j = 0; j < 100; j++) {
                builder.passage("n" + i + "-" + j, "c");
            }
        }
        RagDataset wide = builder.build();
        List<String> corpus = List.copyOf(wide.corpus().keySet());
        PassageSearch search = new Ranked() {
            @Override
            public void nearest(List<String> queryIds, int limit, RankingSink sink) {
                for (String query : queryIds) {
                    int own = 101 * Integer.parseInt(query.substring(1));
                    List<String> found = new ArrayList<>(corpus.subList(own + 1, own + 101));
                    found.add(corpus.get(own));
                    found.addAll(corpus.subList(0, limit));
                    List<String> distinct =
                            found.stream().distinct().limit(limit).toList();
                    float[] scores = new float[distinct.size()];
                    for (int rank = 0; rank < scores.length; rank++) {
                        scores[rank] = -rank;
                    }
                    sink.accept(query, Ranking.of(distinct, scores));
                }
            }
        };

        Selection selection = pools.of(wide, List.copyOf(wide.queries().keySet()), search);

        assertThat(selection.judged().pool()).hasSize(queries + CandidatePool.FINAL);
        assertThat(selection.unchanged().mean("recall_at_10")).isBetween(0.1, 0.9);
    }

    /** A search that always finds the relevant passages, and then others in the corpus' order. */
    private static PassageSearch relevantFirst(RagDataset dataset) {
        return new Ranked() {
            @Override
            public void nearest(List<String> queryIds, int limit, RankingSink sink) {
                for (String query : queryIds) {
                    Map<String, Integer> scores = new LinkedHashMap<>();
                    dataset.relevantDocs().get(query).keySet().forEach(passage -> scores.put(passage, limit + 1));
                    for (String passage : dataset.corpus().keySet()) {
                        if (scores.size() < limit) {
                            scores.putIfAbsent(passage, limit - scores.size());
                        }
                    }
                    sink.accept(query, Ranking.of(scores));
                }
            }
        };
    }

    private abstract static class Ranked implements PassageSearch {
        @Override
        public float[] nearness(List<QueryPair> pairs) {
            throw new UnsupportedOperationException("selection asks for no queries beside queries");
        }

        @Override
        public float[] scores(List<QueryPassage> pairs) {
            throw new UnsupportedOperationException("selection asks for no single scores");
        }
    }
}
