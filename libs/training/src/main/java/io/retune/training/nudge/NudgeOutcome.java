package io.retune.training.nudge;

import io.retune.encoder.model.VectorDeltas;
import io.retune.metrics.MetricReport;
import io.retune.training.TrainingResult;
import io.retune.training.selection.DevSelection;
import java.util.Optional;

/**
 * What a NUDGE came to.
 *
 * @param result the moved passages, without dev's queries
 * @param base dev metrics of the unchanged model, on the whole corpus; absent without dev
 * @param best the same with the passages moved
 * @param deltas what the checkpoint has, with the queries of a dev that was drawn from train; absent when the unchanged
 *     model is best
 */
public record NudgeOutcome(
        NudgeResult result, Optional<MetricReport> base, Optional<MetricReport> best, Optional<VectorDeltas> deltas) {
    /** As other methods' results, moving passages being one step. */
    public TrainingResult asOneStep() {
        return new TrainingResult(1, deltas.isPresent() ? 1 : 0, base, best, Optional.empty(), Optional.empty(), 0);
    }

    /** In words, with the reason where nothing is written. */
    public String describe() {
        boolean isWorse = deltas.isEmpty() && result.gamma() > 0;
        return result.describe()
                + (isWorse ? "; but " + DevSelection.METRIC + " on dev is no better: passages stay" : "");
    }
}
