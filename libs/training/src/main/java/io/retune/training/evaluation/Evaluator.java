package io.retune.training.evaluation;

import io.retune.dataset.RagDataset;
import io.retune.dataset.split.JudgedQueries;
import io.retune.metrics.MetricReport;
import io.retune.metrics.Qrels;
import io.retune.metrics.RankingMetrics;
import io.retune.metrics.Run;
import io.retune.training.search.EncodedSearch;
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
    private static final int DEFAULT_TOP_K = 100;

    /** An evaluator that retrieves 100 passages for each query, far beyond the largest cutoff. */
    public static Evaluator of(VectorSource vectors) {
        return new Evaluator(vectors, DEFAULT_TOP_K);
    }

    /** Evaluates the queries that judge a model. */
    public Evaluation evaluate(JudgedQueries judged) {
        return evaluate(judged.dataset(), judged.queries());
    }

    /** Evaluates queries on the whole corpus. */
    public Evaluation evaluate(RagDataset dataset, List<String> queryIds) {
        return evaluate(dataset, queryIds, List.copyOf(dataset.corpus().keySet()));
    }

    /** Evaluates queries on some of the passages. */
    public Evaluation evaluate(RagDataset dataset, List<String> queryIds, List<String> passageIds) {
        Run run = new EncodedSearch(vectors, dataset, passageIds).run(queryIds, topK);
        return new Evaluation(vectors.identity(), judge(dataset, queryIds, run), run, passageIds.size());
    }

    /** Metrics of what somebody else found. */
    public static MetricReport judge(RagDataset dataset, List<String> queryIds, Run run) {
        return new RankingMetrics().evaluate(qrels(dataset, queryIds), run);
    }

    private static Qrels qrels(RagDataset dataset, List<String> queryIds) {
        Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
        queryIds.forEach(id -> grades.put(id, dataset.relevantDocs().get(id)));
        return new Qrels(grades);
    }
}
