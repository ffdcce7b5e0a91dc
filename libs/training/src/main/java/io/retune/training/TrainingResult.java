package io.retune.training;

import io.retune.metrics.MetricReport;
import io.retune.training.merging.Sweep;
import io.retune.training.merging.SweepPoint;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a training came to.
 *
 * @param steps taken; fewer than planned where patience ran out
 * @param bestStep the step that is kept, or that the kept point leads to; 0 when the unchanged model stays
 * @param base dev metrics of the unchanged model, on the corpus, where finalists are judged; absent without selection
 * @param best dev metrics of what is kept, measured where {@code base} is; absent without selection
 * @param tuned the best of the steps, whether or not it is better than the unchanged model; absent if no weight was
 *     changed
 * @param sweep what was found between the base model and that step; absent if nothing was looked for there
 * @param tokensPerSecond of this process, without padding, evaluations left out; 0 if nothing was left to train
 */
public record TrainingResult(
        int steps,
        int bestStep,
        Optional<MetricReport> base,
        Optional<MetricReport> best,
        Optional<Tuned> tuned,
        Optional<Sweep> sweep,
        double tokensPerSecond) {
    /**
     * A step of the training.
     *
     * @param dev metrics on the corpus; absent without selection
     * @param weights as safetensors
     */
    public record Tuned(int step, Optional<MetricReport> dev, Path weights) {}

    /** The weights of the best step; absent when the unchanged model stays. */
    public Optional<Path> weights() {
        return tuned.filter(own -> bestStep > 0).map(Tuned::weights);
    }

    /** The same after a sweep, which may have chosen a point before the best step, or the unchanged model. */
    TrainingResult after(Sweep found) {
        boolean kept = found.chosen().isPresent();
        return new TrainingResult(
                steps,
                kept ? tuned.orElseThrow().step() : 0,
                Optional.of(found.base()),
                Optional.of(found.chosen().map(SweepPoint::dev).orElse(found.base())),
                tuned,
                Optional.of(found),
                tokensPerSecond);
    }
}
