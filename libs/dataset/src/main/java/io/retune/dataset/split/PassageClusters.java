package io.retune.dataset.split;

import io.retune.dataset.RagDataset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups queries that share a relevant passage, directly or through other queries: the connected components of the
 * graph of queries and their relevant passages. Queries of one cluster are not independent, so they are drawn,
 * resampled and split together. A passage of grade 0 connects nothing.
 */
public final class PassageClusters {
    private PassageClusters() {}

    /**
     * The cluster of each query.
     *
     * @param queryIds queries of the data set; other queries connect nothing
     * @return one cluster index per query, in the order of {@code queryIds}; clusters are numbered from 0 by their
     *     first query, so a query alone has a cluster alone
     */
    public static int[] of(RagDataset dataset, List<String> queryIds) {
        int[] parent = new int[queryIds.size()];
        Map<String, Integer> firstQuery = new HashMap<>();
        for (int query = 0; query < parent.length; query++) {
            parent[query] = query;
            Map<String, Integer> grades = dataset.relevantDocs().getOrDefault(queryIds.get(query), Map.of());
            for (Map.Entry<String, Integer> judged : grades.entrySet()) {
                if (judged.getValue() > 0) {
                    Integer other = firstQuery.putIfAbsent(judged.getKey(), query);
                    if (other != null) {
                        join(parent, other, query);
                    }
                }
            }
        }
        return numbered(parent);
    }

    /** The number of queries in each cluster, for an answer of {@link #of}. */
    public static int[] sizes(int[] clusters) {
        int[] sizes = new int[Arrays.stream(clusters).max().orElse(-1) + 1];
        for (int cluster : clusters) {
            sizes[cluster]++;
        }
        return sizes;
    }

    /** The smaller root wins, so that a cluster's root is its first query. */
    private static void join(int[] parent, int a, int b) {
        int rootA = root(parent, a);
        int rootB = root(parent, b);
        parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    }

    private static int root(int[] parent, int query) {
        int at = query;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    private static int[] numbered(int[] parent) {
        int[] clusters = new int[parent.length];
        int next = 0;
        for (int query = 0; query < parent.length; query++) {
            int root = root(parent, query);
            clusters[query] = root == query ? next++ : clusters[root];
        }
        return clusters;
    }
}
