package io.retune.dataset.split;

import io.retune.dataset.RagDataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A seeded draw of some queries out of many, by whole passage clusters where that is possible. It is not where one
 * cluster holds over 20 % of the queries (NUDGE, arXiv:2409.02343, divides by query then), nor where clusters are so
 * large that none fits into what is wanted.
 *
 * @param chosen the drawn ids, in their order before the draw
 * @param grouping {@link Grouping#BY_PASSAGE} or {@link Grouping#BY_QUERY}
 * @param reason why this grouping, in words
 */
record ClusterDraw(List<String> chosen, Grouping grouping, String reason) {
    private static final double LARGEST_CLUSTER = 0.20;

    static ClusterDraw of(RagDataset dataset, List<String> queries, int wanted, long seed) {
        int[] clusters = PassageClusters.of(dataset, queries);
        int[] sizes = PassageClusters.sizes(clusters);
        int largest = Arrays.stream(sizes).max().orElse(0);
        if (largest <= LARGEST_CLUSTER * queries.size()) {
            List<String> chosen = draw(queries, clusters, sizes, wanted, seed);
            if (chosen.size() * 2 >= wanted) {
                return new ClusterDraw(
                        chosen,
                        Grouping.BY_PASSAGE,
                        chosen.size() + " of " + queries.size() + " queries, grouped by passage: " + sizes.length
                                + " clusters, the largest of " + largest);
            }
        }
        return byQuery(queries, wanted, seed, "because " + largest + " of them hang together by shared passages");
    }

    /** The same without regard to passages, where whoever draws wants both sides to share them. */
    static ClusterDraw byQuery(List<String> queries, int wanted, long seed, String why) {
        int[] alone = IntStream.range(0, queries.size()).toArray();
        return new ClusterDraw(
                draw(queries, alone, PassageClusters.sizes(alone), wanted, seed),
                Grouping.BY_QUERY,
                wanted + " of " + queries.size() + " queries, grouped by query " + why);
    }

    /** Clusters in random order, each taken if it still fits; whoever comes too late or is too large stays. */
    private static List<String> draw(List<String> queries, int[] clusters, int[] sizes, int wanted, long seed) {
        boolean[] taken = new boolean[sizes.length];
        int left = wanted;
        for (int cluster : shuffled(sizes.length, seed)) {
            if (sizes[cluster] <= left) {
                taken[cluster] = true;
                left -= sizes[cluster];
            }
        }
        List<String> chosen = new ArrayList<>();
        for (int query = 0; query < clusters.length; query++) {
            if (taken[clusters[query]]) {
                chosen.add(queries.get(query));
            }
        }
        return chosen;
    }

    /** Fisher and Yates with {@link Random}, whose algorithm Java's specification fixes. */
    private static int[] shuffled(int count, long seed) {
        int[] order = IntStream.range(0, count).toArray();
        Random random = new Random(seed);
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }
}
