package io.retune.training.data;

import io.retune.training.TrainingException;
import java.util.List;

/**
 * All steps of a training, and which batches each takes. Plans are made when they are asked for and only the last one is
 * kept: steps should be asked for in order.
 */
public final class StepPlan {
    private final EpochPlan epochs;
    private final int accumulation;
    private final int[] firstSteps;

    private int epoch = -1;
    private List<TrainingBatch> batches = List.of();

    /**
     * One step.
     *
     * @param number counted from 1
     * @param epoch counted from 0
     * @param batches whose gradients are added up
     */
    public record Step(int number, int epoch, List<TrainingBatch> batches) {}

    /**
     * Counts the steps.
     *
     * @throws TrainingException if there is none, since all examples share a text
     */
    public StepPlan(EpochPlan epochs, BatchOptions options) {
        this.epochs = epochs;
        this.accumulation = options.gradientAccumulation();
        this.firstSteps = new int[options.epochs() + 1];
        for (int i = 0; i < options.epochs(); i++) {
            firstSteps[i + 1] = firstSteps[i] + (epochs.batches(i).size() + accumulation - 1) / accumulation;
        }
        if (count() == 0) {
            throw new TrainingException("training pairs: no two of them can stand in one batch, since all share a text;"
                    + " expected different queries and passages; add such pairs to the split train");
        }
    }

    /** Steps of the whole training. */
    public int count() {
        return firstSteps[firstSteps.length - 1];
    }

    /** A step by its number, counted from 1. */
    public Step at(int number) {
        int wanted = 0;
        while (firstSteps[wanted + 1] < number) {
            wanted++;
        }
        if (wanted != epoch) {
            batches = epochs.batches(wanted);
            epoch = wanted;
        }
        int first = (number - 1 - firstSteps[epoch]) * accumulation;
        return new Step(number, epoch, batches.subList(first, Math.min(batches.size(), first + accumulation)));
    }
}
