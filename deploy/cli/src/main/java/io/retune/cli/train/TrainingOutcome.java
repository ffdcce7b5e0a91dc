package io.retune.cli.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.option.JsonOption;
import io.retune.metrics.MetricReport;
import io.retune.training.FineTuning;
import io.retune.training.Method;
import io.retune.training.ProcessMemory;
import io.retune.training.SweepFiles;
import io.retune.training.TrainingResult;
import io.retune.training.merging.Sweep;
import io.retune.training.merging.SweepPoint;
import io.retune.training.nudge.NudgeOutcome;
import io.retune.training.selection.DevSelection;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code retune train} has to tell.
 *
 * @param method as its flag names it
 * @param checkpoint that was written, if one was
 * @param alsoTrained data sets beside the target
 * @param guards before and after
 * @param nudge what more is known where passages were moved
 */
record TrainingOutcome(
        String method,
        Path checkpoint,
        List<String> alsoTrained,
        TrainingResult result,
        List<Guard> guards,
        Optional<NudgeOutcome> nudge) {
    /**
     * Metrics of a guard's selection half.
     *
     * @param best of what was written
     */
    record Guard(String name, MetricReport base, MetricReport best) {}

    /** Of a training whose sweep looked at the guards. */
    static TrainingOutcome swept(FineTuning tuning, Path checkpoint, TrainingResult result) {
        Method method = tuning.lora().isPresent() ? Method.LORA : Method.FULL;
        List<String> others =
                tuning.others().stream().map(other -> other.dataset().name()).toList();
        List<Guard> guards = result.sweep().flatMap(Sweep::chosen).map(SweepPoint::guards).orElse(List.of()).stream()
                .map(finding -> new Guard(finding.guard(), finding.base(), finding.metrics()))
                .toList();
        return new TrainingOutcome(method.label(), checkpoint, others, result, guards, Optional.empty());
    }

    /** Of passages that were moved, which is one step. */
    static TrainingOutcome nudged(Path checkpoint, NudgeOutcome outcome, List<Guard> guards) {
        return new TrainingOutcome(
                outcome.result().method().label(),
                checkpoint,
                List.of(),
                outcome.asOneStep(),
                guards,
                Optional.of(outcome));
    }

    boolean isUnchanged() {
        return result.bestStep() == 0;
    }

    String text() {
        StringBuilder text = new StringBuilder(nudge.isPresent() ? "" : ConsoleTraining.picture(checkpoint));
        result.base()
                .ifPresent(base -> text.append(line("dev", base, result.best().orElseThrow())));
        guards.forEach(guard -> text.append(line("guard " + guard.name(), guard.base(), guard.best())));
        result.sweep().ifPresent(sweep -> {
            sweep.reasons().forEach(reason -> text.append(reason).append('\n'));
            text.append("drawn in %s%n".formatted(ConsoleTraining.sweepPicture(checkpoint)));
        });
        return text.append(ending()).toString();
    }

    private String ending() {
        if (!isUnchanged()) {
            return "checkpoint %s: step %,d of %,d".formatted(checkpoint, result.bestStep(), result.steps());
        }
        return result.sweep().isEmpty()
                ? "unchanged: no step was better on dev than the model as it is; nothing was written"
                : "unchanged: the model as it is stays; nothing was written";
    }

    private static String line(String name, MetricReport base, MetricReport best) {
        double before = base.mean(DevSelection.METRIC);
        double after = best.mean(DevSelection.METRIC);
        return String.format(
                Locale.ROOT,
                "%-24s %s %.5f -> %.5f (%+.2f pp), %,d queries%n",
                name,
                DevSelection.METRIC,
                before,
                after,
                100 * (after - before),
                base.queryIds().size());
    }

    /** With the keys of docs/design.md section 10. */
    ObjectNode json(double seconds) {
        ObjectNode root = JsonOption.object();
        root.put("checkpoint", isUnchanged() ? null : checkpoint.toString());
        alsoTrained.forEach(root.putArray("also_trained")::add);
        root.put("method", method).put("steps", result.steps()).put("best_step", result.bestStep());
        ObjectNode dev = root.putObject("dev");
        result.base().ifPresent(base -> dev.set("base", JsonOption.tree(base.means())));
        result.best().ifPresent(best -> dev.set("best", JsonOption.tree(best.means())));
        ObjectNode guardNode = root.putObject("guards");
        guards.forEach(guard -> {
            ObjectNode node = guardNode.putObject(guard.name());
            node.set("base", JsonOption.tree(guard.base().means()));
            node.set("best", JsonOption.tree(guard.best().means()));
        });
        result.sweep().ifPresent(sweep -> root.set("sweep", SweepFiles.json(sweep)));
        nudge.ifPresent(outcome -> root.set("nudge", ConsoleNudge.result(outcome)));
        return root.put("tokens_per_second", result.tokensPerSecond())
                .put("peak_memory_bytes", ProcessMemory.peakBytes())
                .put("seconds", seconds);
    }
}
