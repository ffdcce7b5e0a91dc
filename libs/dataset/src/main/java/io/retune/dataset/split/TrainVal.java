package io.retune.dataset.split;

import io.retune.dataset.DatasetException;
import io.retune.dataset.RagDataset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Train and val for a data set that comes without splits.
 *
 * @param dataset the data set with {@code train} and {@code val}
 * @param grouping what was kept together
 * @param reason how it came to this, in words for a report
 */
public record TrainVal(RagDataset dataset, Grouping grouping, String reason) {

    /**
     * Draws a share of the judged queries for {@code val}, whole passage clusters where that is possible; all others,
     * and those that only have scored pairs, are {@code train}. A share of 0 makes no {@code val}.
     *
     * @param share from 0 to below 1
     * @throws DatasetException when the share is not in range, or there are too few queries for one in each split
     */
    public static TrainVal draw(RagDataset dataset, double share, long seed) {
        if (!(share >= 0 && share < 1)) {
            throw new DatasetException(
                    "the share of val is " + share + "; expected a share from 0 to below 1; choose another");
        }
        List<String> judged = JudgedQueries.of(dataset, dataset.queries().keySet());
        Set<String> trainable = new HashSet<>(judged);
        trainable.addAll(dataset.pairScores().keySet());
        List<String> usable =
                dataset.queries().keySet().stream().filter(trainable::contains).toList();
        if (share == 0) {
            return new TrainVal(
                    dataset.withSplits(Map.of(RagDataset.TRAIN, usable)), Grouping.NONE, "all queries train");
        }
        int wanted = Math.max(1, (int) Math.round(judged.size() * share));
        if (judged.size() < 2 || wanted >= judged.size()) {
            throw new DatasetException(dataset.name() + ": " + judged.size()
                    + " judged queries; expected at least 2, one for train and one for val; add queries");
        }
        ClusterDraw draw = ClusterDraw.of(dataset, judged, wanted, seed);
        Set<String> val = new HashSet<>(draw.chosen());
        Map<String, List<String>> splits = new LinkedHashMap<>();
        splits.put(
                RagDataset.TRAIN,
                usable.stream().filter(query -> !val.contains(query)).toList());
        splits.put(RagDataset.VAL, draw.chosen());
        return new TrainVal(dataset.withSplits(splits), draw.grouping(), "val is " + draw.reason());
    }
}
