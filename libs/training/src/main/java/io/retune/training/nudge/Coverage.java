package io.retune.training.nudge;

import it.unimi.dsi.fastutil.ints.Int2IntMap;
import it.unimi.dsi.fastutil.ints.IntIterator;
import java.util.Locale;

/**
 * How much of a corpus NUDGE can move, and how much of that dev can see. Where dev's relevant passages have no training
 * query, moving others can only take their places: the best gamma is 0 then, for good reason.
 *
 * @param passages in the corpus, by distinct text
 * @param trainedPassages of them with a training query
 * @param devQueries that choose gamma
 * @param reachedDevQueries of them with a relevant passage that has a training query
 * @param devPairs pairs of a dev query and a relevant passage
 * @param reachedDevPairs of them with a passage that has a training query
 */
public record Coverage(
        int passages, int trainedPassages, int devQueries, int reachedDevQueries, int devPairs, int reachedDevPairs) {
    static Coverage of(NudgeData data, TrainedPassages trained) {
        int reachedQueries = 0;
        int pairs = 0;
        int reachedPairs = 0;
        for (Int2IntMap relevant : data.dev().relevant()) {
            int reached = 0;
            for (IntIterator rows = relevant.keySet().iterator(); rows.hasNext(); ) {
                reached += trained.slot(rows.nextInt()) >= 0 ? 1 : 0;
            }
            pairs += relevant.size();
            reachedPairs += reached;
            reachedQueries += reached > 0 ? 1 : 0;
        }
        return new Coverage(
                data.passages().rows(),
                trained.count(),
                data.dev().relevant().size(),
                reachedQueries,
                pairs,
                reachedPairs);
    }

    /** The counts in words. */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%,d of %,d passages have a training query; %,d of %,d dev queries have a relevant passage that does"
                        + " (%,d of %,d pairs)",
                trainedPassages,
                passages,
                reachedDevQueries,
                devQueries,
                reachedDevPairs,
                devPairs);
    }
}
