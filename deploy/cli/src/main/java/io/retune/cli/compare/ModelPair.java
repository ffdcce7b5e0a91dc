package io.retune.cli.compare;

import io.retune.dataset.split.PassageClusters;
import io.retune.metrics.significance.Difference;
import io.retune.metrics.significance.PairedComparison;
import io.retune.training.evaluation.Evaluation;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Two models on the same queries.
 *
 * @param judged data set and queries, in the order of the evaluations
 * @param base the model in use
 * @param candidate the one that may replace it
 */
public record ModelPair(Judged judged, Evaluation base, Evaluation candidate) {
    /** What the gate decides by. */
    public static final String DECIDING = "ndcg_at_10";

    /** A metric of both models, clustered by passage. */
    public PairedComparison comparison(String metric) {
        int[] clusters = PassageClusters.of(judged.dataset(), judged.queries());
        return PairedComparison.of(judged.dataset().name(), metric, base.metrics(), candidate.metrics(), clusters);
    }

    /** Metric name to the difference's figures. */
    public Map<String, Difference> differences(long seed) {
        Map<String, Difference> differences = new LinkedHashMap<>();
        for (String metric : base.metrics().means().keySet()) {
            differences.put(metric, Difference.of(comparison(metric), seed));
        }
        return differences;
    }
}
