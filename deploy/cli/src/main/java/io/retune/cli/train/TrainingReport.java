package io.retune.cli.train;

import io.retune.cli.console.Console;
import io.retune.encoder.Progress;
import io.retune.metrics.MetricReport;
import io.retune.training.TrainingListener;
import io.retune.training.merging.SweepPoint;
import io.retune.training.selection.DevSelection;
import java.util.Locale;

/** Shows a training's course on the console. */
public final class TrainingReport implements TrainingListener {
    private final Console console;
    private final Progress progress;
    private double loss;
    private double tokensPerSecond;

    /** Shows one training. */
    public TrainingReport(Console console) {
        this.console = console;
        this.progress = console.progress("training", "steps");
    }

    @Override
    public void resumed(int step) {
        console.note("an earlier process saved step " + step + "; going on from there");
    }

    @Override
    public void damaged(String what) {
        console.note("a saved step cannot be used: " + what);
    }

    @Override
    public void endedEarly(int step, int patience) {
        console.note("ended after step " + step + ": no new best on dev in " + patience + " looks");
    }

    @Override
    public void judged(int step, MetricReport dev) {
        console.note(String.format(
                Locale.ROOT,
                "step %5d   dev %s %.5f on the corpus",
                step,
                DevSelection.METRIC,
                dev.mean(DevSelection.METRIC)));
    }

    @Override
    public void stepped(Step step) {
        // A running mean over about ten steps: single batches jump.
        loss = step.step() == 1 || loss == 0 ? step.loss() : 0.9 * loss + 0.1 * step.loss();
        tokensPerSecond = step.tokensPerSecond();
        progress.report(step.step(), step.steps());
    }

    @Override
    public void swept(SweepPoint point, MetricReport base) {
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "alpha %-6s dev %+.2f pp", point.alpha(), 100 * point.gain(base)));
        point.guards()
                .forEach(guard -> line.append(String.format(
                        Locale.ROOT,
                        "   guard %s %+.2f pp",
                        guard.guard(),
                        100 * guard.difference().mean())));
        console.note(line.toString());
    }

    @Override
    public void evaluated(int step, MetricReport dev, boolean best) {
        console.note(String.format(
                Locale.ROOT,
                "step %5d   dev %s %.5f%s%s",
                step,
                DevSelection.METRIC,
                dev.mean(DevSelection.METRIC),
                step == 0
                        ? "   the unchanged model"
                        : String.format(Locale.ROOT, "   loss %.4f   %,.0f tokens/s", loss, tokensPerSecond),
                best && step > 0 ? "   best so far" : ""));
    }
}
