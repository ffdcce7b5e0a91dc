package io.retune.cli.service;

import io.retune.events.RunOutcome;
import io.retune.events.Stage;
import io.retune.metrics.comparison.ComparisonReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A run as the eval service tells it.
 *
 * @param run its id
 * @param index that it is for
 * @param state {@code running}, {@code waiting}, or how it ended
 * @param decision how it ended
 * @param reasons in sentences
 * @param stages that have begun, in order
 * @param baseline how good the base model is
 * @param trainingData pairs by origin, and what was left out by reason
 * @param training how the training went
 * @param comparison candidate against base
 * @param looks how often the target's deciding queries have been looked at
 * @param checkpoint the candidate in the artifact store
 * @param collection that the candidate serves from
 * @param generation of the index that the candidate became
 * @param deployment what the promotion led to, in words
 */
public record RunView(
        String run,
        String index,
        String state,
        Optional<RunOutcome> decision,
        List<String> reasons,
        List<StageView> stages,
        Optional<Baseline> baseline,
        Optional<Map<String, Long>> trainingData,
        Optional<Training> training,
        Optional<ComparisonReport> comparison,
        long looks,
        Optional<String> checkpoint,
        Optional<String> collection,
        Optional<String> generation,
        Optional<String> deployment) {
    static final Set<String> OPEN = Set.of("running", "waiting");

    /**
     * The base model on the target.
     *
     * @param metrics means
     * @param queries that decide
     * @param detectable the difference of nDCG@10 that they are likely to show
     */
    public record Baseline(Map<String, Double> metrics, long queries, double detectable) {}

    /**
     * A training.
     *
     * @param steps in all
     * @param bestStep that was kept; 0: none
     * @param devBase dev metrics of the base model
     * @param devBest dev metrics of the best step
     */
    public record Training(int steps, int bestStep, Map<String, Double> devBase, Map<String, Double> devBest) {
        /** Reads null as nothing. */
        public Training {
            devBase = devBase == null ? Map.of() : Map.copyOf(devBase);
            devBest = devBest == null ? Map.of() : Map.copyOf(devBest);
        }
    }

    /** Reads null as nothing. */
    public RunView {
        reasons = reasons == null ? List.of() : List.copyOf(reasons);
        stages = stages == null ? List.of() : List.copyOf(stages);
    }

    /** Whether nothing will happen any more: it is decided and, where it was promoted, live or superseded. */
    public boolean hasEnded() {
        return decision.isPresent()
                && (decision.get() != RunOutcome.PROMOTED || deployment.isPresent() || promotion("done", "failed"));
    }

    private boolean promotion(String... states) {
        return stages.stream()
                .filter(stage -> stage.name().equals(Stage.PROMOTION.label()))
                .anyMatch(stage -> List.of(states).contains(stage.state()));
    }
}
