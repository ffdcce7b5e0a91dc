package io.retune.train.work;

import io.retune.metrics.MetricReport;
import io.retune.ring.StageScope;
import io.retune.training.TrainingListener;
import io.retune.training.merging.SweepPoint;
import io.retune.training.selection.DevSelection;
import java.util.Locale;

/** Tells the ring how far a training is; every step is a safe point. */
final class ProgressListener implements TrainingListener {
    private final StageScope scope;
    private final TrainingMetrics metrics;
    private String dev = "";

    ProgressListener(StageScope scope, TrainingMetrics metrics) {
        this.scope = scope;
        this.metrics = metrics;
    }

    @Override
    public void resumed(int step) {
        scope.say("going on after step " + step + ", which was saved before");
    }

    @Override
    public void damaged(String what) {
        scope.say("a saved step cannot be used: " + what);
    }

    @Override
    public void endedEarly(int step, int patience) {
        scope.say("ended after step " + step + ": no new best on dev in " + patience + " looks");
    }

    @Override
    public void measuring() {
        scope.check();
    }

    @Override
    public void judged(int step, MetricReport report) {
        scope.say(String.format(
                Locale.ROOT,
                "step %d on the corpus: dev %s %.5f",
                step,
                DevSelection.METRIC,
                report.mean(DevSelection.METRIC)));
        scope.check();
    }

    @Override
    public void stepped(Step step) {
        metrics.stepped(step);
        scope.progress(step.step(), step.steps(), "steps", String.format(Locale.ROOT, "loss %.4f%s", step.loss(), dev));
    }

    @Override
    public void swept(SweepPoint point, MetricReport base) {
        scope.say(String.format(
                Locale.ROOT, "alpha %s: dev %+.2f percentage points", point.alpha(), 100 * point.gain(base)));
    }

    @Override
    public void evaluated(int step, MetricReport report, boolean best) {
        double value = report.mean(DevSelection.METRIC);
        dev = step == 0
                ? String.format(Locale.ROOT, "; dev %s %.5f unchanged", DevSelection.METRIC, value)
                : String.format(Locale.ROOT, "; dev %s %.5f at step %d", DevSelection.METRIC, value, step)
                        + (best ? ", the best so far" : "");
        scope.check();
    }
}
