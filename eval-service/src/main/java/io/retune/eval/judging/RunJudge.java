package io.retune.eval.judging;

import io.retune.dataset.RagDataset;
import io.retune.dataset.split.JudgedQueries;
import io.retune.events.BaselineReady;
import io.retune.events.JudgedModel;
import io.retune.events.JudgedSet;
import io.retune.events.RunContext;
import io.retune.events.RunDecided;
import io.retune.events.RunOutcome;
import io.retune.metrics.MetricReport;
import io.retune.metrics.comparison.ComparisonReport;
import io.retune.metrics.comparison.ReportPair;
import io.retune.metrics.gate.Gate;
import io.retune.metrics.gate.Verdict;
import io.retune.metrics.significance.MinimumDetectableEffect;
import io.retune.ring.Outcome;
import io.retune.ring.StageScope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The two stages of eval: what the base model can do, and whether the candidate may replace it. */
@ApplicationScoped
public class RunJudge {
    private final CollectionJudge judge;
    private final Comparisons comparisons;
    private final Looks looks;

    RunJudge(CollectionJudge judge, Comparisons comparisons, Looks looks) {
        this.judge = judge;
        this.comparisons = comparisons;
        this.looks = looks;
    }

    /** How good the base model is, and what these queries can decide; before anything costly is done. */
    public Outcome baseline(StageScope scope) {
        RunContext context = scope.context();
        JudgedModel base = context.base().orElseThrow();
        JudgedQueries queries = target(base);
        // A guard without queries to judge by ends the run here, before anything costly is done.
        List<JudgedQueries> all = new ArrayList<>(List.of(queries));
        context.guards().forEach(guard -> all.add(guard(judge.read(guard), context.seed())));
        Judgement target = judge(base.target(), queries, scope);
        all.stream()
                .filter(RunJudge::cannotDecide)
                .forEach(part -> scope.say(String.format(
                        Locale.ROOT,
                        "%s: %,d queries cannot decide, at least %d that do not all share passages are needed; this run can end"
                                + " undecided at best",
                        part.dataset().name(),
                        part.queries().size(),
                        Gate.MINIMUM_QUERIES)));
        MetricReport metrics = target.metrics();
        double detectable = MinimumDetectableEffect.forecast(
                metrics.values(ComparisonReport.DECIDING),
                target.judged().clusters(),
                MinimumDetectableEffect.ASSUMED_CORRELATION);
        scope.say(String.format(
                Locale.ROOT,
                "%s %.5f; these %,d queries can see %.1f percentage points",
                ComparisonReport.DECIDING,
                metrics.mean(ComparisonReport.DECIDING),
                metrics.queryIds().size(),
                100 * detectable));
        return Outcome.of(
                new BaselineReady(context, metrics.means(), metrics.queryIds().size(), detectable));
    }

    /** Base and candidate side by side, and the gate's decision. */
    public Outcome decide(StageScope scope) {
        RunContext context = scope.context();
        JudgedModel base = context.base().orElseThrow();
        JudgedModel candidate = context.candidate().orElseThrow();
        JudgedQueries queries = target(base);
        Judgement before = judge(base.target(), queries, scope);
        Judgement after = judge(candidate.target(), queries, scope);
        List<ReportPair> guards = new ArrayList<>();
        for (int i = 0; i < base.guards().size(); i++) {
            JudgedSet set = base.guards().get(i);
            JudgedQueries judged = guard(judge.read(set.dataset()), context.seed());
            guards.add(pair(judge(set, judged, scope), judge(candidate.guards().get(i), judged, scope)));
        }
        ComparisonReport report = ComparisonReport.of(
                pair(before, after), guards, context.recipe().margin(), context.seed());
        looks.add(context.run(), before.judged());
        comparisons.keep(context.run(), new KeptComparison(report, after.approximate()));
        return Outcome.of(new RunDecided(context, outcome(report.decision()), report.reasons()));
    }

    private JudgedQueries target(JudgedModel model) {
        return JudgedQueries.target(judge.read(model.target().dataset()), RagDataset.VAL);
    }

    private static boolean cannotDecide(JudgedQueries judged) {
        long clusters = Arrays.stream(judged.clusters()).distinct().count();
        return !Gate.canDecide(judged.queries().size(), clusters);
    }

    private Judgement judge(JudgedSet set, JudgedQueries judged, StageScope scope) {
        String name = judged.dataset().name();
        return judge.judge(set, judged, (done, total) -> scope.progress(done, total, "queries", name));
    }

    private static JudgedQueries guard(RagDataset guard, long seed) {
        return JudgedQueries.guard(guard, seed);
    }

    private static ReportPair pair(Judgement base, Judgement candidate) {
        return new ReportPair(
                base.judged().dataset().name(),
                base.passages(),
                base.metrics(),
                candidate.metrics(),
                base.judged().clusters());
    }

    private static RunOutcome outcome(Verdict verdict) {
        return switch (verdict) {
            case PROMOTED -> RunOutcome.PROMOTED;
            case REJECTED -> RunOutcome.REJECTED;
            case UNDECIDED -> RunOutcome.UNDECIDED;
        };
    }
}
