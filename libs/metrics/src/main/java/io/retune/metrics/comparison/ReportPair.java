package io.retune.metrics.comparison;

import io.retune.metrics.MetricReport;
import io.retune.metrics.significance.Difference;
import io.retune.metrics.significance.PairedComparison;
import java.util.LinkedHashMap;
import java.util.Map;

/** The metrics of two models on the same queries of one data set. */
public final class ReportPair {
    private final String dataset;
    private final int passages;
    private final MetricReport base;
    private final MetricReport candidate;
    private final int[] clusters;

    /**
     * Pairs two reports.
     *
     * @param dataset the data set's name
     * @param passages how many were searched
     * @param base of the model in use
     * @param candidate of the one that may replace it
     * @param clusters the cluster of every query, in the order of {@link MetricReport#queryIds}
     */
    public ReportPair(String dataset, int passages, MetricReport base, MetricReport candidate, int[] clusters) {
        this.dataset = dataset;
        this.passages = passages;
        this.base = base;
        this.candidate = candidate;
        this.clusters = clusters.clone();
    }

    /**
     * One metric of both models.
     *
     * @throws IllegalArgumentException if the reports are not about the same queries
     */
    public PairedComparison comparison(String metric) {
        return PairedComparison.of(dataset, metric, base, candidate, clusters);
    }

    /** Everything that is reported about this data set. */
    DatasetComparison describe(long seed) {
        Map<String, Difference> differences = new LinkedHashMap<>();
        for (String metric : base.means().keySet()) {
            differences.put(metric, Difference.of(comparison(metric), seed));
        }
        return new DatasetComparison(
                dataset, base.queryIds().size(), passages, base.means(), candidate.means(), differences);
    }
}
