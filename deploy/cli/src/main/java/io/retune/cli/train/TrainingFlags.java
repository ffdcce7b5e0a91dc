package io.retune.cli.train;

import io.retune.cli.InputException;
import io.retune.encoder.Dtype;
import io.retune.training.Method;
import io.retune.training.TrainingOptions;
import io.retune.training.data.BatchOptions;
import io.retune.training.loss.MultipleNegativesRankingLoss;
import io.retune.training.network.LoraOptions;
import io.retune.training.optimizer.LayerRates;
import io.retune.training.optimizer.OptimizerOptions;
import io.retune.training.optimizer.Schedule;
import io.retune.training.selection.SelectionOptions;
import picocli.CommandLine.Option;

/** The flags behind {@link TrainingOptions} that a run of the services has as well. */
@OnlyWith({Method.FULL, Method.LORA})
public final class TrainingFlags {
    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "2",
            description = "Passes over the training pairs. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "64",
            description =
                    "Examples of a batch: each query's in-batch negatives are the others' passages. Default: ${DEFAULT-VALUE}.")
    private int batchSize;

    @Option(
            names = "--gradient-accumulation",
            paramLabel = "N",
            defaultValue = "1",
            description = "Batches for one step. Default: ${DEFAULT-VALUE}.")
    private int gradientAccumulation;

    @Option(
            names = "--negatives-per-query",
            paramLabel = "N",
            description = "Hard negatives drawn for each example from negative_docs, anew each epoch. Default: 1.")
    private Integer negativesPerQuery;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            description = "At its peak. Default: " + OptimizerOptions.LEARNING_RATE + "; for adapters (lora) "
                    + LoraOptions.LEARNING_RATE + ".")
    private Double learningRate;

    @Option(
            names = "--warmup-ratio",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description = "Share of the steps in which the rate rises from 0. Default: ${DEFAULT-VALUE}.")
    private double warmupRatio;

    @Option(
            names = "--schedule",
            paramLabel = "cosine|linear|constant",
            defaultValue = "cosine",
            description = "How the rate goes on. Default: ${DEFAULT-VALUE}.")
    private Schedule schedule;

    @Option(
            names = "--weight-decay",
            paramLabel = "RATE",
            defaultValue = "0.01",
            description = "Decoupled; not on biases and norms. Default: ${DEFAULT-VALUE}.")
    private double weightDecay;

    @Option(
            names = "--max-grad-norm",
            paramLabel = "NORM",
            defaultValue = "1",
            description = "Gradients are scaled down to it. Default: ${DEFAULT-VALUE}.")
    private double maxGradNorm;

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            description = "Cosines are multiplied by it in the loss. Default: "
                    + MultipleNegativesRankingLoss.DEFAULT_SCALE + ".")
    private Float scale;

    @Option(
            names = "--attention-dropout",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of attention weights dropped while training; above 0 costs speed. Default:"
                    + " ${DEFAULT-VALUE}.")
    private double attentionDropout;

    @Option(
            names = "--evaluations",
            paramLabel = "N",
            defaultValue = "4",
            description = "Looks at dev on the way, 8 at the most, denser towards the start, the last one at the end."
                    + " Default: ${DEFAULT-VALUE}.")
    private int evaluations;

    /**
     * Checks these flags beside a loss.
     *
     * @throws InputException if one has no effect with it, or leaves it nothing to learn from
     */
    void requireFits(LossFlags.Name loss) {
        if (loss.isOfPairs()) {
            return;
        }
        if (loss != LossFlags.Name.MARGIN_MSE) {
            if (negativesPerQuery != null) {
                throw new InputException("--negatives-per-query: has no effect with --loss " + loss
                        + ", which learns from pair_scores; leave the flag out or choose another loss");
            }
            return;
        }
        if (scale != null) {
            throw new InputException("--scale: has no effect with --loss " + loss
                    + "; expected --teacher-scale; leave the flag out or choose another loss");
        }
        if (negativesPerQuery != null && negativesPerQuery == 0) {
            throw new InputException("--negatives-per-query: found 0, expected 1 or more for --loss " + loss
                    + ", which learns from hard negatives alone; choose another number or another loss");
        }
    }

    /** What the flags say for the loss of pairs. */
    public TrainingOptions options(Method method, Dtype dtype, long seed) {
        return options(method, MultipleNegativesRankingLoss.DEFAULT_SCALE, dtype, seed);
    }

    /**
     * What the flags say.
     *
     * @param method decides the learning rate that no flag states
     * @param lossScale the scale where no flag states one
     * @throws io.retune.training.TrainingException if a value is out of its range
     */
    public TrainingOptions options(Method method, float lossScale, Dtype dtype, long seed) {
        double rate = learningRate == null ? method.learningRate() : learningRate;
        return new TrainingOptions(
                new BatchOptions(
                        epochs,
                        batchSize,
                        gradientAccumulation,
                        negativesPerQuery == null ? 1 : negativesPerQuery,
                        false),
                new OptimizerOptions(rate, warmupRatio, schedule, weightDecay, maxGradNorm, LayerRates.ALL),
                SelectionOptions.looks(evaluations),
                scale == null ? lossScale : scale,
                attentionDropout,
                dtype,
                seed);
    }
}
