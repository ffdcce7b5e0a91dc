package io.retune.cli.run;

import io.retune.cli.compare.ComparisonText;
import io.retune.cli.console.Amounts;
import io.retune.cli.console.Console;
import io.retune.cli.evaluate.Looks;
import io.retune.cli.service.RunView;
import io.retune.cli.service.StageView;
import io.retune.events.RunOutcome;
import io.retune.events.Stage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells a run on the console, stage by stage: what each does, what it waits for, what came out. It is given the run again
 * and again and tells only what is new.
 */
public final class Story {
    private static final String DECISION = Stage.DECISION.label();

    private final Console console;
    private final Set<String> begun = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    private final Map<String, StageProgress> progress = new HashMap<>();
    private boolean decided;
    private boolean ended;

    /** A story of which nothing has been told. */
    public Story(Console console) {
        this.console = console;
    }

    /** Tells what is new: a stage's outcome before the next one's beginning. */
    public void tell(RunView run) {
        List<StageView> stages = run.stages().stream()
                .filter(stage -> StageText.knows(stage.name()))
                .toList();
        for (int i = 0; i < stages.size(); i++) {
            // A stage has an outcome if a later one has begun, even where that was heard of first.
            boolean followed = i + 1 < stages.size();
            if (!tell(run, stages.get(i), followed || run.hasEnded())) {
                return;
            }
        }
        if (run.hasEnded() && !ended) {
            ended = true;
            end(run);
        }
    }

    /** Whether the stage has been told to its end. */
    private boolean tell(RunView run, StageView stage, boolean over) {
        if (told.contains(stage.name())) {
            return true;
        }
        if (begun.add(stage.name())) {
            console.print("\n--- " + stage.name() + ": " + StageText.what(stage.name()) + " ---");
        }
        progress.computeIfAbsent(stage.name(), name -> new StageProgress(console))
                .tell(stage);
        if (!over && !(stage.is("done") && StageText.isComplete(run, stage))) {
            return false;
        }
        told.add(stage.name());
        if (!stage.is("failed")) {
            finish(run, stage);
        }
        return true;
    }

    private void finish(RunView run, StageView stage) {
        String outcome = StageText.outcome(run, stage);
        if (!outcome.isEmpty()) {
            console.print(outcome);
        }
        if (stage.name().equals(DECISION)) {
            decision(run);
        }
        stage.seconds().ifPresent(seconds -> console.note(Amounts.seconds(seconds) + " s"));
    }

    private void decision(RunView run) {
        if (run.decision().isEmpty() || decided) {
            return;
        }
        decided = true;
        console.print(ComparisonText.decision(run.decision().get().label(), run.reasons())
                + (run.comparison().isPresent() ? "\nlooks      " + Looks.describe(run.looks()) : ""));
    }

    /** A promotion that failed says nothing of what is live; its stage has said why. */
    private static String outcome(RunView run) {
        RunOutcome decision = run.decision().orElseThrow();
        String undeployed = decision == RunOutcome.PROMOTED ? "promoted, but not put live" : decision.label();
        return run.deployment().orElse(undeployed);
    }

    private void end(RunView run) {
        if (!decided) {
            console.print("");
            decision(run);
        }
        double seconds = run.stages().stream()
                .mapToDouble(stage -> stage.seconds().orElse(0.0))
                .sum();
        console.print("\nrun " + run.run() + " of index " + run.index() + ": " + outcome(run) + "; "
                + Amounts.seconds(seconds) + " s at work");
    }
}
