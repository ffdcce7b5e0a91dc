package io.retune.dataset.leakage;

import it.unimi.dsi.fastutil.longs.Long2IntMap;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;
import java.util.List;

/**
 * Each text as the set of its character 3-grams, and each gram as its rank among all, the rarest first: the front of a
 * sorted set is then what tells the text from others. For few texts out of many see {@link GramSet}.
 */
public final class GramSets {
    private GramSets() {}

    /** One ascending array of distinct ranks per text. */
    public static int[][] of(List<String> texts) {
        long[][] grams = new long[texts.size()][];
        Long2IntOpenHashMap counts = new Long2IntOpenHashMap();
        for (int i = 0; i < grams.length; i++) {
            grams[i] = GramSet.grams(texts.get(i));
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
