package io.retune.dataset.leakage;

import io.retune.dataset.RagDataset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Queries that stand in two splits. For every pair of splits, each query of the one that learns is held against all of
 * the one that decides: the same text once white space, punctuation, capitals and Unicode's compatibility forms are
 * folded, or nearly the same (Jaccard similarity of character 3-grams at least {@value #THRESHOLD}).
 *
 * @param name the data set's name
 * @param sameText queries with the text of a deciding one
 * @param nearlySameText queries with nearly the text of a deciding one
 * @param sharedPassages passages relevant on both sides, per pair of splits; counted, not condemned
 */
public record LeakageReport(
        String name, List<Leak> sameText, List<Leak> nearlySameText, List<SharedPassages> sharedPassages) {
    /** Least similarity of queries that are nearly the same. */
    public static final double THRESHOLD = 0.8;

    /** Splits in the order in which they decide; a split of another name stands after train. */
    private static final List<String> ORDER = List.of(RagDataset.TRAIN, "", RagDataset.DEV, RagDataset.VAL, "test");

    private static final int SHOWN = 3;

    public LeakageReport {
        sameText = List.copyOf(sameText);
        nearlySameText = List.copyOf(nearlySameText);
        sharedPassages = List.copyOf(sharedPassages);
    }

    /** Looks through every pair of splits. */
    public static LeakageReport of(RagDataset dataset) {
        List<String> splits = new ArrayList<>(dataset.queriesSplit().keySet());
        splits.sort((a, b) -> Integer.compare(rank(a), rank(b)));
        return new LeakageSearch(dataset, THRESHOLD).report(splits);
    }

    /** Whether no query leaks; shared passages do not count. */
    public boolean isClean() {
        return sameText.isEmpty() && nearlySameText.isEmpty();
    }

    /** The data set without the train queries that this report found again in another split. */
    public RagDataset removeLeaked(RagDataset dataset) {
        Set<String> leaked = new HashSet<>();
        sameText.forEach(leak -> addTrain(leak, leaked));
        nearlySameText.forEach(leak -> addTrain(leak, leaked));
        Map<String, List<String>> splits = new LinkedHashMap<>(dataset.queriesSplit());
        splits.computeIfPresent(RagDataset.TRAIN, (split, queries) -> queries.stream()
                .filter(query -> !leaked.contains(query))
                .toList());
        return dataset.withSplits(splits);
    }

    /** Several lines for a person, with a few examples. */
    public String text(RagDataset dataset) {
        List<String> lines = new ArrayList<>();
        describe(lines, "the same query", sameText, dataset);
        describe(lines, "nearly the same query", nearlySameText, dataset);
        for (SharedPassages shared : sharedPassages) {
            lines.add(name + ": " + shared.split() + " and " + shared.decidingSplit() + " share " + shared.passages()
                    + " relevant passages (" + shared.queries() + " queries of " + shared.decidingSplit() + ")");
        }
        if (isClean()) {
            lines.add(0, name + ": no query stands in two splits");
        }
        return String.join("\n", lines);
    }

    private static void describe(List<String> lines, String what, List<Leak> leaks, RagDataset dataset) {
        Map<String, List<Leak>> byPair = new LinkedHashMap<>();
        for (Leak leak : leaks) {
            byPair.computeIfAbsent(leak.split() + " and " + leak.decidingSplit(), pair -> new ArrayList<>())
                    .add(leak);
        }
        byPair.forEach((pair, found) -> {
            lines.add(dataset.name() + ": " + pair + " have " + what + " " + found.size() + " times");
            for (Leak leak : found.subList(0, Math.min(SHOWN, found.size()))) {
                lines.add("  " + leak.query() + " " + dataset.queries().get(leak.query()) + " | " + leak.decidingQuery()
                        + " " + dataset.queries().get(leak.decidingQuery()));
            }
        });
    }

    private static void addTrain(Leak leak, Set<String> leaked) {
        if (leak.split().equals(RagDataset.TRAIN)) {
            leaked.add(leak.query());
        }
    }

    private static int rank(String split) {
        int rank = ORDER.indexOf(split);
        return rank >= 0 ? rank : ORDER.indexOf("");
    }
}
