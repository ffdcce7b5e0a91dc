package io.retune.dataset.split;

import io.retune.dataset.RagDataset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * What trains and what selects. Selection, tuning and ablation look at {@code dev} only, so that {@code val} is fresh
 * when it decides.
 *
 * @param train the ids that train, in the order of the data set's own {@code train} split, without blank queries
 * @param dev the ids that select, in the same order; empty when there is no selection
 * @param grouping what was kept together
 * @param reason how it came to this, in words for a report
 */
public record DevSplit(List<String> train, List<String> dev, Grouping grouping, String reason) {
    /** Share of the train split that dev gets. */
    public static final double SHARE = 0.10;
    /** Fewest queries that dev gets, where train can spare them. */
    public static final int SMALLEST = 200;
    /** Most queries that dev gets. */
    public static final int LARGEST = 500;
    /** Dev never takes more of train than this. */
    public static final double LARGEST_SHARE = 0.30;
    /** Below this number a selection would be a lottery, so there is none. */
    public static final int FEWEST = 100;

    public DevSplit {
        train = List.copyOf(train);
        dev = List.copyOf(dev);
        Set<String> both = new HashSet<>(dev);
        both.retainAll(new HashSet<>(train));
        if (!both.isEmpty()) {
            throw new IllegalArgumentException("queries in train and in dev: " + both + "; expected each in one");
        }
    }

    /**
     * Divides the train split: a seeded 10 % for dev (200 to 500 queries, at most 30 % of train), whole passage
     * clusters where that is possible. A data set's own {@code dev} split is taken as it is.
     *
     * @param seed the same seed divides the same data set the same way, on every machine and Java version
     * @throws io.retune.dataset.DatasetException when the data set has no {@code train} split
     */
    public static DevSplit draw(RagDataset dataset, long seed) {
        return draw(dataset, seed, (judged, size) -> ClusterDraw.of(dataset, judged, size, seed));
    }

    /**
     * The same by query, whatever passages are shared: for methods that change single passages, which only dev queries
     * for the same passages can judge.
     *
     * @throws io.retune.dataset.DatasetException when the data set has no {@code train} split
     */
    public static DevSplit drawByQuery(RagDataset dataset, long seed) {
        return draw(
                dataset,
                seed,
                (judged, size) -> ClusterDraw.byQuery(
                        judged, size, seed, "since single passages are changed, which dev must share to judge them"));
    }

    private static DevSplit draw(
            RagDataset dataset, long seed, BiFunction<List<String>, Integer, ClusterDraw> drawing) {
        List<String> train = dataset.split(RagDataset.TRAIN).stream()
                .filter(query -> !dataset.isBlank(query))
                .toList();
        if (dataset.hasSplit(RagDataset.DEV)) {
            List<String> dev = dataset.split(RagDataset.DEV);
            return new DevSplit(
                    train, dev, Grouping.GIVEN, "the data set's own dev split of " + dev.size() + " queries");
        }
        List<String> judged = JudgedQueries.of(dataset, train);
        int size = size(judged.size());
        if (size < FEWEST) {
            return new DevSplit(
                    train,
                    List.of(),
                    Grouping.NONE,
                    "no selection: train has " + judged.size() + " judged queries, dev would have " + size
                            + " and needs " + FEWEST);
        }
        ClusterDraw draw = drawing.apply(judged, size);
        if (draw.chosen().size() < FEWEST) {
            draw = ClusterDraw.byQuery(
                    judged,
                    size,
                    seed,
                    "because whole passage clusters make only " + draw.chosen().size());
        }
        Set<String> chosen = new HashSet<>(draw.chosen());
        List<String> rest = new ArrayList<>(train);
        rest.removeIf(chosen::contains);
        return new DevSplit(rest, draw.chosen(), draw.grouping(), draw.reason());
    }

    private static int size(int queries) {
        int wanted = (int) Math.round(queries * SHARE);
        return Math.min(Math.max(SMALLEST, Math.min(LARGEST, wanted)), (int) (queries * LARGEST_SHARE));
    }
}
