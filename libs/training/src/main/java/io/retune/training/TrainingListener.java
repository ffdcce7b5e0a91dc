package io.retune.training;

import io.retune.metrics.MetricReport;
import io.retune.training.merging.SweepPoint;

/**
 * Told what happens during a training. An exception thrown here ends the training at a safe point: it passes through
 * {@link Trainer#run}, and a training started again in the same folder goes on after the step that was reported last.
 */
public interface TrainingListener {
    /** Hears nothing. */
    TrainingListener NONE = new TrainingListener() {};

    /** The training goes on after a step that an earlier process had saved. */
    default void resumed(int step) {}

    /** A saved step cannot be used, so that the training goes on from an earlier one, or starts anew. */
    default void damaged(String what) {}

    /** A step was taken. */
    default void stepped(Step step) {}

    /**
     * Dev was looked at, after the step was reported.
     *
     * @param step 0 for the unchanged model
     * @param best whether no step before was as good
     */
    default void evaluated(int step, MetricReport dev, boolean best) {}

    /**
     * A point between the base model and the tuned one was measured, after the last step. An exception ends the sweep;
     * it is done again when the training is.
     *
     * @param base dev metrics of the unchanged model
     */
    default void swept(SweepPoint point, MetricReport base) {}

    /**
     * A finalist was measured on dev where finalists are judged, after the last step.
     *
     * @param dev comparable with the unchanged model's in {@link TrainingResult#base}, not with looks on the way
     */
    default void judged(int step, MetricReport dev) {}

    /**
     * Called between batches of texts, while dev or a guard is measured: that may take minutes on a large corpus. After an
     * exception here the training goes on after the step that was saved last.
     */
    default void measuring() {}

    /** The training ends before its last step: so many looks in a row brought no new best. */
    default void endedEarly(int step, int patience) {}

    /**
     * One step of the optimizer.
     *
     * @param step counted from 1
     * @param steps of the whole training
     * @param epoch counted from 0
     * @param loss mean over the step's batches
     * @param learningRate of this step
     * @param gradientNorm before clipping
     * @param tokensPerSecond of this process so far, without padding, evaluations left out
     */
    record Step(
            int step,
            int steps,
            int epoch,
            double loss,
            double learningRate,
            double gradientNorm,
            double tokensPerSecond) {}
}
