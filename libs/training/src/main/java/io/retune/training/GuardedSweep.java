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
import io.retune.training.selection.DevSelection;
import io.retune.training.selection.SelectionPools;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The line from a base model to one tuned from it, judged in candidate pools that the base model chooses, on dev and on
 * the selection halves of the guards.
 *
 * @param base the model where the line begins
 * @param options where to look, and what may be lost
 * @param guards what must not suffer
 * @param dtype of the serving graph
 * @param seed of all draws
 */
public record GuardedSweep(ModelFolder base, SweepOptions options, List<GuardSearch> guards, Dtype dtype, long seed) {
    /** Copies the guards, and refuses one that cannot be divided. */
    public GuardedSweep {
        guards = List.copyOf(guards);
        for (GuardSearch guard : guards) {
            GuardHalves.of(guard.dataset(), seed);
        }
    }

    /**
     * Queries to be searched in the candidate pool that the base model chooses.
     *
     * @param search the base model on the data set's whole corpus
     */
    public DevSelection dev(RagDataset dataset, List<String> queries, PassageSearch search) {
        return new SelectionPools(base, dtype, seed).look(dataset, queries, search);
    }

    /**
     * Measures every point and chooses.
     *
     * @param initial weights of the base model
     * @param tuned weights of the tuned one
     * @param dev what chooses
     * @param listener told of each point, and of dev's metrics of the base model; an exception it throws ends the sweep
     */
    public Sweep run(
            EncoderWeights initial,
            EncoderWeights tuned,
            DevSelection dev,
            BiConsumer<SweepPoint, MetricReport> listener) {
        List<DevSelection> watched = new ArrayList<>();
        List<String> notMeasured = new ArrayList<>();
        for (GuardSearch guard : guards) {
            GuardHalves halves = GuardHalves.of(guard.dataset(), seed);
            if (halves.selection().isEmpty()) {
                notMeasured.add("guard " + guard.dataset().name() + " takes no part: " + halves.reason());
            } else {
                watched.add(dev(guard.dataset(), halves.selection(), guard.search()));
            }
        }
        return new WeightSweep(options, dev, watched, seed)
                .run(initial, tuned, listener)
                .withReasons(notMeasured);
    }
}
