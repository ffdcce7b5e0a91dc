package io.retune.dataset.leakage;

import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.Arrays;

/**
 * A text as the set of its character 3-grams, to be held against another text's without knowing any further ones. Texts
 * are folded first, see {@link FoldedText}: spelling that no reader hears makes no difference.
 */
public final class GramSet {
    private static final int LENGTH = 3;

    private final long[] grams;

    private GramSet(long[] grams) {
        this.grams = grams;
    }

    /** The grams of a text once it is folded. */
    public static GramSet of(String text) {
        long[] grams = grams(FoldedText.of(text));
        Arrays.sort(grams);
        return new GramSet(grams);
    }

    /** Three 16-bit units fit into a long without loss; a shorter text is one gram. */
    static long[] grams(String text) {
        LongOpenHashSet grams = new LongOpenHashSet(text.length());
        for (int i = 0; i < Math.max(1, text.length() - LENGTH + 1); i++) {
            long gram = 0;
            for (int j = i; j < Math.min(i + LENGTH, text.length()); j++) {
                gram = gram << Character.SIZE | text.charAt(j);
            }
            grams.add(gram);
        }
        return grams.toLongArray();
    }

    /** Jaccard similarity, 0 to 1: the share of both sets' grams that both have. */
    public double similarity(GramSet other) {
        int both = 0;
        for (int i = 0, j = 0; i < grams.length && j < other.grams.length; ) {
            int order = Long.compare(grams[i], other.grams[j]);
            both += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return both / (double) (grams.length + other.grams.length - both);
    }

    /** Whether the similarity is a threshold's or more; the sizes alone tell for most texts that it is not. */
    public boolean isSimilar(GramSet other, double threshold) {
        int smaller = Math.min(grams.length, other.grams.length);
        int larger = Math.max(grams.length, other.grams.length);
        return smaller >= threshold * larger && similarity(other) >= threshold;
    }
}
