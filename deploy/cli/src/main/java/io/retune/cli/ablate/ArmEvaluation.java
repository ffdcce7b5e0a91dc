package io.retune.cli.ablate;

import io.retune.cli.LoadedModel;
import io.retune.cli.Session;
import io.retune.cli.option.EncodingOptions;
import io.retune.dataset.split.JudgedQueries;
import io.retune.metrics.MetricReport;
import io.retune.training.ablation.AblationRuns;
import io.retune.training.ablation.AblationTable;
import io.retune.training.ablation.ArmReports;
import io.retune.training.ablation.ArmRun;
import io.retune.training.evaluation.Evaluator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the checkpoints of an ablation on whole corpora.
 *
 * @param base the unchanged model; also what an arm counts as whose training did not beat it
 * @param runs where the checkpoints are
 * @param finished the trainings to measure
 * @param seed of bootstrap and permutations
 */
record ArmEvaluation(
        Session session,
        EncodingOptions encoding,
        LoadedModel base,
        AblationRuns runs,
        List<ArmRun> finished,
        long seed) {
    /** A table for each of several sets of queries. */
    List<AblationTable> tables(List<JudgedQueries> judged) {
        List<MetricReport> unchanged = measure(base, judged);
        List<Map<String, List<MetricReport>>> byArm = new ArrayList<>();
        judged.forEach(part -> byArm.add(new LinkedHashMap<>()));
        for (ArmRun run : finished) {
            List<MetricReport> reports = run.hasCheckpoint() ? measureCheckpoint(run, judged) : unchanged;
            for (int i = 0; i < reports.size(); i++) {
                byArm.get(i)
                        .computeIfAbsent(run.arm(), arm -> new ArrayList<>())
                        .add(reports.get(i));
            }
        }
        List<AblationTable> tables = new ArrayList<>();
        for (int i = 0; i < judged.size(); i++) {
            List<ArmReports> arms = new ArrayList<>();
            byArm.get(i).forEach((arm, reports) -> arms.add(new ArmReports(arm, reports)));
            tables.add(AblationTable.of(judged.get(i), unchanged.get(i), arms, seed));
        }
        return tables;
    }

    private List<MetricReport> measureCheckpoint(ArmRun run, List<JudgedQueries> judged) {
        try (LoadedModel tuned =
                session.open(runs.checkpoint(run.arm(), run.seed()).toString(), encoding)) {
            return measure(tuned, judged);
        }
    }

    private static List<MetricReport> measure(LoadedModel model, List<JudgedQueries> judged) {
        Evaluator evaluator = Evaluator.of(model.vectors());
        return judged.stream().map(part -> evaluator.evaluate(part).metrics()).toList();
    }
}
