package io.retune.eval.rest;

import io.retune.eval.judging.Comparisons;
import io.retune.eval.judging.KeptComparison;
import io.retune.eval.judging.Looks;
import io.retune.eval.run.RunStore;
import io.retune.eval.run.RunSummary;
import io.retune.eval.run.StageState;
import io.retune.events.BaselineReady;
import io.retune.events.CheckpointPublished;
import io.retune.events.EventCodec;
import io.retune.events.IndexReady;
import io.retune.events.RunContext;
import io.retune.events.RunOutcome;
import io.retune.events.RunProgress;
import io.retune.events.Stage;
import io.retune.events.TrainingDataReady;
import io.retune.ring.RunRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** Puts together what the database and the artifact store know of a run. */
@ApplicationScoped
class RunViews {
    /** How embed-service's word on a promotion begins if the candidate went live. */
    private static final String LIVE = "live: ";

    private final RunStore runs;
    private final RunRecords records;
    private final Comparisons comparisons;
    private final Looks looks;

    RunViews(RunStore runs, RunRecords records, Comparisons comparisons, Looks looks) {
        this.runs = runs;
        this.records = records;
        this.comparisons = comparisons;
        this.looks = looks;
    }

    RunView of(RunSummary summary) {
        String run = summary.context().run();
        RunContext context = outcome(run, Stage.BASE_INDEX, IndexReady.class)
                .map(IndexReady::context)
                .orElse(summary.context());
        Optional<CheckpointPublished> published = outcome(run, Stage.TRAINING, CheckpointPublished.class);
        Optional<KeptComparison> comparison = comparisons.find(run);
        Optional<RunProgress> promotion = outcome(run, Stage.PROMOTION, RunProgress.class);
        boolean live = promotion.filter(end -> end.message().startsWith(LIVE)).isPresent();
        return new RunView(
                run,
                context.index(),
                context.requestedAt(),
                context.seed(),
                context.dataset().orElse(null),
                context.guards(),
                context.model().orElse(null),
                summary.retryOf().orElse(null),
                summary.state(),
                summary.decision().map(RunOutcome::label).orElse(null),
                summary.reasons(),
                runs.stages(run).stream()
                        .map(stage -> StageView.of(stage, until(stage, summary)))
                        .toList(),
                baseline(run),
                outcome(run, Stage.TRAINING_DATA, TrainingDataReady.class)
                        .map(TrainingDataReady::counts)
                        .orElse(null),
                published.map(RunViews::training).orElse(null),
                published.map(training -> training.checkpoint().name()).orElse(null),
                comparison.map(KeptComparison::report).orElse(null),
                comparison.map(RunViews::approximate).orElse(null),
                looks.count(run),
                live ? run : null,
                live ? context.index() + "--" + run : null,
                promotion.map(RunProgress::message).orElse(null));
    }

    private RunView.Baseline baseline(String run) {
        return outcome(run, Stage.BASELINE, BaselineReady.class)
                .map(ready -> new RunView.Baseline(ready.metrics(), ready.queries(), ready.detectable()))
                .orElse(null);
    }

    private static RunView.Training training(CheckpointPublished published) {
        return new RunView.Training(published.steps(), published.bestStep(), published.devBase(), published.devBest());
    }

    private static Object approximate(KeptComparison comparison) {
        return comparison.approximate().recall().<Object>map(recall -> recall).orElse("not measured");
    }

    private <E extends Record> Optional<E> outcome(String run, Stage stage, Class<E> type) {
        return records.outcome(run, stage).map(text -> EventCodec.read(text, type));
    }

    /** A promotion begins when the run has been decided. */
    private static Instant until(StageState stage, RunSummary run) {
        return stage.name() == Stage.PROMOTION ? Instant.now() : run.decidedAt().orElseGet(Instant::now);
    }
}
