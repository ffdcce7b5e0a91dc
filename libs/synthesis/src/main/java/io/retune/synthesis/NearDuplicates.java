package io.retune.synthesis;

import io.retune.dataset.leakage.GramSets;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.List;

/**
 * Takes texts one by one and finds, exactly and without comparing with all, whether a text is nearly one of those taken
 * before: Jaccard similarity of character 3-grams. Two sets with a similarity of t share one of the first
 * {@code n - ceil(t n) + 1} elements of each, in any common order of elements (prefix filter: Bayardo, Ma, Srikant,
 * "Scaling up all pairs similarity search", WWW 2007). With the rarest elements first, few sets share one.
 */
final class NearDuplicates {
    private final double threshold;
    private final int[][] sets;
    private final Int2ObjectOpenHashMap<IntArrayList> takenByPrefix = new Int2ObjectOpenHashMap<>();

    /**
     * @param folded all texts that will be asked for, by index
     * @param threshold least similarity of texts that are nearly the same
     */
    NearDuplicates(List<String> folded, double threshold) {
        this.threshold = threshold;
        sets = GramSets.of(folded);
    }

    /** Takes a text unless one that was taken is nearly the same. */
    boolean takeIfNew(int index) {
        if (isLikeTaken(sets[index])) {
            return false;
        }
        take(index);
        return true;
    }

    /** Takes a text, whatever was taken before. */
    void take(int index) {
        int[] set = sets[index];
        for (int i = 0; i < prefix(set.length); i++) {
            takenByPrefix.computeIfAbsent(set[i], gram -> new IntArrayList(1)).add(index);
        }
    }

    private boolean isLikeTaken(int[] set) {
        for (int i = 0; i < prefix(set.length); i++) {
            IntArrayList candidates = takenByPrefix.get(set[i]);
            for (int c = 0; candidates != null && c < candidates.size(); c++) {
                int[] other = sets[candidates.getInt(c)];
                if (isSimilarLength(set.length, other.length) && jaccard(set, other) >= threshold) {
                    return true;
                }
            }
        }
        return false;
    }

    private static double jaccard(int[] a, int[] b) {
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

    private boolean isSimilarLength(int a, int b) {
        return Math.min(a, b) >= threshold * Math.max(a, b) - 1e-9;
    }
}
