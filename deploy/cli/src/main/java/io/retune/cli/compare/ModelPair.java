package io.retune.cli.compare;

import io.retune.dataset.split.JudgedQueries;
import io.retune.metrics.comparison.ReportPair;
import io.retune.training.evaluation.Evaluation;

/**
 * Two models on the same queries.
 *
 * @param judged data set and queries, in the order of the evaluations
 * @param base the model in use
 * @param candidate the one that may replace it
 */
public record ModelPair(JudgedQueries judged, Evaluation base, Evaluation candidate) {
    ReportPair reports() {
        return new ReportPair(
                judged.dataset().name(), base.passages(), base.metrics(), candidate.metrics(), judged.clusters());
    }
}
