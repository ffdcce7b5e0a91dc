package io.retune.synthesis;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrays;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.Arrays;
import java.util.List;

/** Texts as sets of their character 3-grams, each gram as its rank among all of them, the rarest first. */
final class GramSets {
    private static final int LENGTH = 3;

    private GramSets() {}

    /** One ascending array of distinct ranks per text. */
    static int[][] of(List<String> texts) {
        Long2IntOpenHashMap counts = new Long2IntOpenHashMap();
        long[][] grams = new long[texts.size()][];
        for (int i = 0; i < grams.length; i++) {
            grams[i] = grams(texts.get(i));
            for (long gram : grams[i]) {
                counts.addTo(gram, 1);
            }
        }
        Long2IntOpenHashMap ranks = ranks(counts);
        int[][] sets = new int[grams.length][];
        for (int i = 0; i < sets.length; i++) {
            sets[i] = Arrays.stream(grams[i]).mapToInt(ranks::get).sorted().toArray();
        }
        return sets;
    }

    /** Three 16-bit units fit into a long without loss; a shorter text is one gram. */
    private static long[] grams(String text) {
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

    private static Long2IntOpenHashMap ranks(Long2IntOpenHashMap counts) {
        long[] order = counts.keySet().toLongArray();
        LongArrays.quickSort(order, (a, b) -> {
            int byCount = Integer.compare(counts.get(a), counts.get(b));
            return byCount != 0 ? byCount : Long.compare(a, b);
        });
        Long2IntOpenHashMap ranks = new Long2IntOpenHashMap(order.length);
        for (int rank = 0; rank < order.length; rank++) {
            ranks.put(order[rank], rank);
        }
        return ranks;
    }
}
