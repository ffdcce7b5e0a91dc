package io.retune.training.ablation;

import io.retune.metrics.MetricReport;
import io.retune.metrics.comparison.ComparisonReport;
import java.util.List;

/**
 * What the trainings of one arm came to on the same queries.
 *
 * @param arm its name
 * @param bySeed a report per seed, at least one, all about the same queries
 */
public record ArmReports(String arm, List<MetricReport> bySeed) {
    /** Copies the reports. */
    public ArmReports {
        bySeed = List.copyOf(bySeed);
    }

    /** Of each query, the mean over the seeds. */
    double[] values() {
        double[] values = new double[bySeed.get(0).queryIds().size()];
        for (MetricReport report : bySeed) {
            double[] own = report.values(ComparisonReport.DECIDING);
            for (int i = 0; i < values.length; i++) {
                values[i] += own[i] / bySeed.size();
            }
        }
        return values;
    }

    /** The mean over the queries, for each seed. */
    List<Double> means() {
        return bySeed.stream()
                .map(report -> report.mean(ComparisonReport.DECIDING))
                .toList();
    }
}
