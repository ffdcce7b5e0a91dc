package io.retune.training;

import io.retune.dataset.RagDataset;
import io.retune.dataset.split.GuardHalves;
import io.retune.encoder.Dtype;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.metrics.MetricReport;
import io.retune.training.merging.GuardSearch;
import io.retune.training.merging.Sweep;
import io.retune.training.merging.SweepOptions;
import io.retune.training.merging.SweepPoint;
import io.retune.training.merging.WeightSweep;
import io.retune.training.search.PassageSearch;
import io.retune.training.selection.Selection;
import io.retune.training.selection.SelectionPools;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The line from a base model to one tuned from it, judged on dev where finalists are, and on the selection halves of the
 * guards in candidate pools that the base model chooses.
 *
 * @param base the model where the line begins
 * @param options where to look, and what may be lost
 * @param guards what must not suffer
 * @param dtype of the serving graph
 * @param seed of all draws
 * @param safePoint is called after every batch of texts that is measured; may throw
 */
public record GuardedSweep(
        ModelFolder base, SweepOptions options, List<GuardSearch> guards, Dtype dtype, long seed, Runnable safePoint) {
    /** Copies the guards, and refuses one that cannot be divided. */
    public GuardedSweep {
        guards = List.copyOf(guards);
        for (GuardSearch guard : guards) {
            GuardHalves.of(guard.dataset(), seed);
        }
    }

    /**
     * What chooses on this line.
     *
     * @param search the base model on the data set's whole corpus
     */
    public Selection selection(RagDataset dataset, List<String> dev, PassageSearch search) {
        return pools().of(dataset, dev, search);
    }

    /**
     * Measures every point and chooses.
     *
     * @param initial weights of the base model
     * @param tuned weights of the tuned one
     * @param tunedDev dev metrics of the tuned one where finalists are judged, if they are known
     * @param selection what chooses
     * @param listener told of each point, and of dev's metrics of the base model; an exception it throws ends the sweep
     */
    public Sweep run(
            EncoderWeights initial,
            EncoderWeights tuned,
            Optional<MetricReport> tunedDev,
            Selection selection,
            BiConsumer<SweepPoint, MetricReport> listener) {
        List<Selection> watched = new ArrayList<>();
        List<String> notMeasured = new ArrayList<>();
        for (GuardSearch guard : guards) {
            GuardHalves halves = GuardHalves.of(guard.dataset(), seed);
            if (halves.selection().isEmpty()) {
                notMeasured.add("guard " + guard.dataset().name() + " takes no part: " + halves.reason());
            } else {
                watched.add(pools().onPool(guard.dataset(), halves.selection(), guard.search(), initial));
            }
        }
        return new WeightSweep(options, selection, watched, seed)
                .run(initial, tuned, tunedDev, listener)
                .withReasons(notMeasured);
    }

    private SelectionPools pools() {
        return new SelectionPools(base, dtype, seed, safePoint);
    }
}
