package io.retune.training.evaluation;

import io.retune.dataset.RagDataset;
import io.retune.encoder.Role;
import io.retune.encoder.VectorMatrix;
import io.retune.metrics.Qrels;
import io.retune.metrics.Ranking;
import io.retune.metrics.RankingMetrics;
import io.retune.metrics.Run;
import io.retune.training.search.ExactSearch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Searches a corpus exactly for some of a data set's queries and computes retrieval metrics.
 *
 * @param vectors encodes queries and passages
 * @param topK how many passages are retrieved for each query; the metrics see no others
 */
public record Evaluator(VectorSource vectors, int topK) {
    /** Evaluates queries on the whole corpus. */
    public Evaluation evaluate(RagDataset dataset, List<String> queryIds) {
        return evaluate(dataset, queryIds, List.copyOf(dataset.corpus().keySet()));
    }

    /** Evaluates queries on some of the passages. */
    public Evaluation evaluate(RagDataset dataset, List<String> queryIds, List<String> passageIds) {
        VectorMatrix passages = vectors.encode(Role.PASSAGE, texts(passageIds, dataset.corpus()));
        VectorMatrix queries = vectors.encode(Role.QUERY, texts(queryIds, dataset.queries()));
        Map<String, Ranking> rankings = new LinkedHashMap<>();
        new ExactSearch(passages, passageIds).search(queries, topK, (query, rows, scores, count) -> {
            List<String> ids = new ArrayList<>(count);
            float[] own = new float[count];
            for (int i = 0; i < count; i++) {
                ids.add(passageIds.get(rows[i]));
                own[i] = scores[i];
            }
            rankings.put(queryIds.get(query), Ranking.of(ids, own));
        });
        Run run = new Run(rankings);
        Qrels qrels = qrels(dataset, queryIds);
        return new Evaluation(vectors.identity(), new RankingMetrics().evaluate(qrels, run), run, passageIds.size());
    }

    private static Qrels qrels(RagDataset dataset, List<String> queryIds) {
        Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
        queryIds.forEach(id -> grades.put(id, dataset.relevantDocs().get(id)));
        return new Qrels(grades);
    }

    private static List<String> texts(List<String> ids, Map<String, String> texts) {
        return ids.stream().map(texts::get).toList();
    }
}
