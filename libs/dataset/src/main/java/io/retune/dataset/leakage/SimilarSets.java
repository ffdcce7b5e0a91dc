package io.retune.dataset.leakage;

import it.unimi.dsi.fastutil.ints.Int2ObjectMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;

/**
 * Finds, for a set, the most similar of many sets, exactly, without comparing with all: two sets with a Jaccard
 * similarity of t share one of the first {@code n - ceil(t n) + 1} elements of each, in any common order of elements
 * (prefix filter: Bayardo, Ma, Srikant, "Scaling up all pairs similarity search", WWW 2007; Xiao et al., "PPJoin", WWW
 * 2008). With the rarest elements first, few sets share one.
 */
final class SimilarSets {
    private final double threshold;
    private final int[][] sets;
    private final Int2ObjectMap<IntArrayList> byPrefix = new Int2ObjectOpenHashMap<>();
    private final int[] lastProbe;
    private int probes;

    /**
     * @param sets ascending arrays of distinct, non-negative elements
     * @param threshold least Jaccard similarity that counts
     */
    SimilarSets(int[][] sets, double threshold) {
        this.sets = sets;
        this.threshold = threshold;
        lastProbe = new int[sets.length];
        for (int i = 0; i < sets.length; i++) {
            for (int j = 0; j < prefix(sets[i].length); j++) {
                byPrefix.computeIfAbsent(sets[i][j], element -> new IntArrayList(1))
                        .add(i);
            }
        }
    }

    /** The index of the most similar set, the first of equals; -1 when none reaches the threshold. */
    int mostSimilar(int[] set) {
        probes++;
        int best = -1;
        double bestSimilarity = 0;
        for (int j = 0; j < prefix(set.length); j++) {
            IntArrayList candidates = byPrefix.get(set[j]);
            for (int c = 0; candidates != null && c < candidates.size(); c++) {
                int candidate = candidates.getInt(c);
                if (lastProbe[candidate] == probes || !similarLength(set.length, sets[candidate].length)) {
                    continue;
                }
                lastProbe[candidate] = probes;
                double similarity = jaccard(set, sets[candidate]);
                if (similarity >= threshold
                        && (similarity > bestSimilarity || (similarity == bestSimilarity && candidate < best))) {
                    best = candidate;
                    bestSimilarity = similarity;
                }
            }
        }
        return best;
    }

    static double jaccard(int[] a, int[] b) {
        int both = 0;
        for (int i = 0, j = 0; i < a.length && j < b.length; ) {
            if (a[i] == b[j]) {
                both++;
                i++;
                j++;
            } else if (a[i] < b[j]) {
                i++;
            } else {
                j++;
            }
        }
        return both / (double) (a.length + b.length - both);
    }

    private int prefix(int size) {
        return size - (int) Math.ceil(threshold * size - 1e-9) + 1;
    }

    private boolean similarLength(int a, int b) {
        return Math.min(a, b) >= threshold * Math.max(a, b) - 1e-9;
    }
}
