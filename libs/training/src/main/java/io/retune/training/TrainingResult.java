package io.retune.training;

import io.retune.metrics.MetricReport;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a training came to.
 *
 * @param steps taken
 * @param bestStep the step that is kept; 0 when nothing beat the unchanged model
 * @param base dev metrics of the unchanged model, on the candidate pool; absent without selection
 * @param best dev metrics of the kept step; absent without selection
 * @param weights the kept weights as safetensors; absent when the unchanged model is best
 * @param tokensPerSecond of this process, without padding, evaluations left out; 0 if nothing was left to train
 */
public record TrainingResult(
        int steps,
        int bestStep,
        Optional<MetricReport> base,
        Optional<MetricReport> best,
        Optional<Path> weights,
        double tokensPerSecond) {}
