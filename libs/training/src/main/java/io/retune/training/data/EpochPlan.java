package io.retune.training.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An epoch's batches, in which no text occurs twice: a passage that stood beside itself would be its own negative
 * (sentence-transformers' {@code NO_DUPLICATES}). Linear in the number of examples, whatever repeats.
 *
 * <p>Several data sets take turns at random, each as often as it has batches: all examples count the same
 * (sentence-transformers' {@code PROPORTIONAL}).
 */
public final class EpochPlan {
    private static final long EPOCH_STRIDE = 1_000_003;

    private final List<SetPlan> sets;
    private final BatchOptions options;
    private final long seed;

    /**
     * Prepares plans for one or more data sets.
     *
     * @param seed with the epoch's number, decides order and draws
     */
    public EpochPlan(List<TrainingSet> sets, BatchOptions options, long seed) {
        this.sets = sets.stream().map(set -> new SetPlan(set, options)).toList();
        this.options = options;
        this.seed = seed;
    }

    /**
     * Plans one epoch.
     *
     * @param epoch counted from 0
     * @return the last batches of a data set may be smaller, and a batch of one example is left out
     */
    public List<TrainingBatch> batches(int epoch) {
        SplittableRandom random = new SplittableRandom(seed * EPOCH_STRIDE + epoch);
        List<TrainingBatch> batches = new ArrayList<>();
        for (SetPlan set : sets) {
            batches.addAll(set.batches(random));
        }
        if (sets.size() > 1 || options.lengthGrouping()) {
            shuffle(batches, random);
        }
        return batches;
    }

    private static void shuffle(List<TrainingBatch> batches, SplittableRandom random) {
        for (int i = batches.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            batches.set(i, batches.set(j, batches.get(i)));
        }
    }
}
