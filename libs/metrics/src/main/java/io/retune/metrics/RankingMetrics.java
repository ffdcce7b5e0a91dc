package io.retune.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes every {@link Metric} at several cutoffs, with the values of trec_eval 9 run with {@code -c}:
 *
 * <ul>
 *   <li>a judged query that the run does not answer counts 0 and stays in the mean;
 *   <li>a query of the run that is not judged is ignored, so that one run over all queries can be evaluated split by
 *       split; a run without any judged query is an error, since it was made for another data set;
 *   <li>passages are ranked by {@link RankOrder}, whatever order the run had.
 * </ul>
 *
 * <p>Immutable and thread-safe.
 */
public final class RankingMetrics {
    private static final int[] DEFAULT_CUTOFFS = {1, 3, 5, 10};

    private final int[] cutoffs;

    /** Metrics at 1, 3, 5 and 10. */
    public RankingMetrics() {
        this(DEFAULT_CUTOFFS);
    }

    /**
     * Metrics at given cutoffs.
     *
     * @param cutoffs numbers of passages, ascending from 1
     */
    public RankingMetrics(int... cutoffs) {
        this.cutoffs = cutoffs.clone();
        int last = 0;
        for (int cutoff : cutoffs) {
            if (cutoff <= last) {
                throw new IllegalArgumentException(
                        "cutoff %d follows %d; expected ascending cutoffs from 1".formatted(cutoff, last));
            }
            last = cutoff;
        }
        if (last == 0) {
            throw new IllegalArgumentException("no cutoff; expected at least one, such as 10");
        }
    }

    /**
     * Evaluates a run.
     *
     * @return one value per metric, cutoff and judged query, in the order of the judgments
     * @throws IllegalArgumentException if the run answers none of the judged queries
     */
    public MetricReport evaluate(Qrels qrels, Run run) {
        List<String> queries = qrels.queryIds();
        requireCommonQuery(queries, run);
        Map<String, double[]> values = new LinkedHashMap<>();
        for (Metric metric : Metric.values()) {
            for (int cutoff : cutoffs) {
                values.put(metric.at(cutoff), new double[queries.size()]);
            }
        }
        double[][] columns = values.values().toArray(double[][]::new);
        int depth = cutoffs[cutoffs.length - 1];
        for (int query = 0; query < queries.size(); query++) {
            String id = queries.get(query);
            fill(columns, query, new GradedRanking(qrels.judgments(id), run.ranking(id), depth));
        }
        return new MetricReport(queries, values);
    }

    private void fill(double[][] columns, int query, GradedRanking ranking) {
        if (ranking.relevant() == 0) {
            return;
        }
        int column = 0;
        for (Metric metric : Metric.values()) {
            for (int cutoff : cutoffs) {
                columns[column++][query] = metric.at(cutoff, ranking);
            }
        }
    }

    private static void requireCommonQuery(List<String> queries, Run run) {
        if (queries.stream().noneMatch(run.rankings()::containsKey)) {
            throw new IllegalArgumentException(
                    "run: answers %d queries, none of the %d judged ones; check that run and qrels come from the same data set and split"
                            .formatted(run.rankings().size(), queries.size()));
        }
    }
}
