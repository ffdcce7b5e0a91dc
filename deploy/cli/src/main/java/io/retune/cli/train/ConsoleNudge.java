package io.retune.cli.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.LoadedModel;
import io.retune.cli.console.Console;
import io.retune.cli.option.JsonOption;
import io.retune.dataset.RagDataset;
import io.retune.encoder.model.VectorDeltas;
import io.retune.training.nudge.Coverage;
import io.retune.training.nudge.NudgeOptions;
import io.retune.training.nudge.NudgeOutcome;
import io.retune.training.nudge.NudgeTraining;
import java.nio.file.Path;

/** A NUDGE on files whose course is shown on the console. */
final class ConsoleNudge {
    private final RagDataset dataset;
    private final NudgeOptions options;
    private final Console console;

    ConsoleNudge(RagDataset dataset, NudgeOptions options, Console console) {
        this.dataset = dataset;
        this.options = options;
        this.console = console;
    }

    /** Moves passages and writes the checkpoint, unless the unchanged model is best. */
    NudgeOutcome run(LoadedModel base, Path checkpoint) {
        NudgeTraining training = NudgeTraining.of(dataset, options);
        console.note(training.describe());
        NudgeOutcome outcome = training.run(base.folder(), base.vectors(), checkpoint);
        console.note(outcome.describe());
        return outcome;
    }

    /** What the machine-readable result says beyond other methods' keys. */
    static ObjectNode result(NudgeOutcome outcome) {
        Coverage coverage = outcome.result().coverage();
        return JsonOption.object()
                .put("gamma", outcome.result().gamma())
                .put("reason", outcome.describe())
                .put("moved_passages", outcome.deltas().map(VectorDeltas::count).orElse(0))
                .put("trained_passages", coverage.trainedPassages())
                .put("passages", coverage.passages())
                .put("dev_queries", coverage.devQueries())
                .put("reached_dev_queries", coverage.reachedDevQueries());
    }
}
