package io.retune.dataset.leakage;

import it.unimi.dsi.fastutil.longs.Long2IntMap;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.Arrays;
import java.util.List;

/**
 * Each text as the set of its character 3-grams, and each gram as its rank among all, the rarest first: the front of a
 * sorted set is then what tells the text from others.
 */
final class GramSets {
    private static final int LENGTH = 3;

    private GramSets() {}

    /** One ascending array of distinct ranks per text. */
    static int[][] of(List<String> texts) {
        long[][] grams = new long[texts.size()][];
        Long2IntOpenHashMap counts = new Long2IntOpenHashMap();
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
            grams[i] = null;
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
        Long2IntMap.Entry[] order = counts.long2IntEntrySet().stream()
                .sorted((a, b) -> a.getIntValue() == b.getIntValue()
                        ? Long.compare(a.getLongKey(), b.getLongKey())
                        : Integer.compare(a.getIntValue(), b.getIntValue()))
                .toArray(Long2IntMap.Entry[]::new);
        Long2IntOpenHashMap ranks = new Long2IntOpenHashMap(order.length);
        for (int rank = 0; rank < order.length; rank++) {
            ranks.put(order[rank].getLongKey(), rank);
        }
        return ranks;
    }
}
