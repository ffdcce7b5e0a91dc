package io.retune.eval.rest;

import io.retune.events.DatasetReference;
import io.retune.events.ModelReference;
import io.retune.metrics.comparison.ComparisonReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A run as REST and the dashboard show it: everything that is known, null where it is not. */
public record RunView(
        String run,
        String index,
        Instant requestedAt,
        long seed,
        DatasetReference dataset,
        List<DatasetReference> guards,
        ModelReference model,
        String retryOf,
        String state,
        String decision,
        List<String> reasons,
        List<StageView> stages,
        Baseline baseline,
        Map<String, Integer> trainingData,
        Training training,
        String checkpoint,
        ComparisonReport comparison,
        Object approximate,
        int looks,
        String generation,
        String collection,
        String deployment) {
    /** What the base model can do. */
    public record Baseline(Map<String, Double> metrics, int queries, double detectable) {}

    /** What training did on dev. */
    public record Training(int steps, int bestStep, Map<String, Double> devBase, Map<String, Double> devBest) {}
}
