package io.retune.cli.run;

import io.retune.cli.compare.ComparisonText;
import io.retune.cli.console.Amounts;
import io.retune.cli.evaluate.MetricTable;
import io.retune.cli.service.RunView;
import io.retune.cli.service.StageView;
import io.retune.events.Stage;
import io.retune.metrics.comparison.ComparisonReport;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The stages of a run in words: what each does, and what came out. */
final class StageText {
    private static final Map<Stage, String> WHAT = new EnumMap<>(Map.of(
            Stage.BASE_INDEX, "embed encodes queries and passages with the base model",
            Stage.BASELINE, "eval measures the base model",
            Stage.TRAINING_DATA, "synth gathers what to train on",
            Stage.TRAINING, "train mines hard negatives and fine-tunes",
            Stage.CANDIDATE_INDEX, "embed encodes the same with the candidate",
            Stage.DECISION, "eval compares both",
            Stage.PROMOTION, "embed puts the candidate live"));

    private StageText() {}

    /** Whether a label is a stage that is told; the request is not. */
    static boolean knows(String label) {
        return Arrays.stream(Stage.values()).filter(WHAT::containsKey).anyMatch(stage -> stage.label()
                .equals(label));
    }

    static String what(String label) {
        return WHAT.get(Stage.parse(label));
    }

    /** Whether what came out of the stage is there to be told. */
    static boolean isComplete(RunView run, StageView stage) {
        return switch (Stage.parse(stage.name())) {
            case BASELINE -> run.baseline().isPresent();
            case TRAINING_DATA -> run.trainingData().isPresent();
            case TRAINING -> run.training().isPresent() || run.decision().isPresent();
            case DECISION -> run.decision().isPresent();
            default -> true;
        };
    }

    /** What came out, without a line end after the last; empty where there is nothing to tell. */
    static String outcome(RunView run, StageView stage) {
        return switch (Stage.parse(stage.name())) {
            case BASELINE -> run.baseline().map(StageText::baseline).orElse("");
            case TRAINING_DATA -> run.trainingData().map(StageText::counts).orElse("");
            case TRAINING -> run.training().map(StageText::training).orElse("");
            case DECISION ->
                run.comparison()
                        .map(comparison -> ComparisonText.tables(comparison).stripTrailing() + "\n")
                        .orElse("");
            case PROMOTION -> run.deployment().orElse(stage.message());
            default -> "";
        };
    }

    private static String baseline(RunView.Baseline baseline) {
        return MetricTable.of(baseline.metrics())
                + String.format(
                        Locale.ROOT,
                        "%nthese %s queries can show a difference of about %.1f percentage points of %s",
                        Amounts.count(baseline.queries()),
                        100 * baseline.detectable(),
                        ComparisonReport.DECIDING);
    }

    private static String counts(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(count -> count.getKey().replace('_', ' ') + " " + Amounts.count(count.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String training(RunView.Training training) {
        String best = training.bestStep() == 0
                ? "no step of %d was better on dev than the model as it is".formatted(training.steps())
                : "best: step %d of %d".formatted(training.bestStep(), training.steps());
        Double before = training.devBase().get(ComparisonReport.DECIDING);
        Double after = training.devBest().get(ComparisonReport.DECIDING);
        if (before == null || after == null) {
            return best;
        }
        return best
                + String.format(
                        Locale.ROOT,
                        "; dev %s %.5f -> %.5f (%+.2f pp)",
                        ComparisonReport.DECIDING,
                        before,
                        after,
                        100 * (after - before));
    }
}
