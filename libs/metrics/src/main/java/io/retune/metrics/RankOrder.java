package io.retune.metrics;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.List;

/**
 * The one order in which passages are ranked everywhere: higher score first, scores compared as 32-bit floats; equal
 * scores by passage id in descending order of its UTF-8 bytes (unsigned). The two zeros are equal, infinities are
 * ordinary scores, NaN is refused.
 *
 * <p>This is the order of trec_eval 9 (<a href="https://github.com/usnistgov/trec_eval">usnistgov/trec_eval</a>,
 * {@code form_res_rels.c}), which keeps a score as a C {@code float} and breaks ties with {@code strcmp}. Cutting a
 * result list in any other order (for example by index) changes the metrics of lists with ties.
 *
 * <p>Inner loops do not compare strings: {@link #tieRanks} turns the ids into integers once, {@link #key} packs a score
 * and such an integer into one {@code long}.
 */
public final class RankOrder {
    private RankOrder() {}

    /**
     * Compares two scored passages.
     *
     * @return negative if the left one ranks before the right one, positive if after, 0 for equal score and id
     * @throws IllegalArgumentException if a score is NaN
     */
    public static int compare(float leftScore, String leftId, float rightScore, String rightId) {
        requireNumber(leftScore, leftId);
        requireNumber(rightScore, rightId);
        if (leftScore != rightScore) {
            return leftScore > rightScore ? -1 : 1;
        }
        return compareIds(rightId, leftId);
    }

    /**
     * Compares two ids by their UTF-8 bytes, unsigned and ascending, without encoding them. This is the order of code
     * points, which {@link String#compareTo} is not: it puts U+10000 and above before U+E000 to U+FFFF.
     */
    public static int compareIds(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            if (a.charAt(i) != b.charAt(i)) {
                return Integer.compare(codePointOrder(a.charAt(i)), codePointOrder(b.charAt(i)));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /**
     * The place of every id in the order of ties.
     *
     * @param ids unique passage ids
     * @return one number per id, a permutation of 0 to n - 1: of two passages with equal scores the one with the lower
     *     number ranks first
     * @throws IllegalArgumentException if an id occurs twice
     */
    public static int[] tieRanks(List<String> ids) {
        String[] names = ids.toArray(String[]::new);
        int[] order = new int[names.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        IntArrays.mergeSort(order, (left, right) -> compareIds(names[right], names[left]));
        int[] ranks = new int[names.length];
        for (int rank = 0; rank < order.length; rank++) {
            if (rank > 0 && names[order[rank]].equals(names[order[rank - 1]])) {
                throw new IllegalArgumentException(
                        "passage ids: \"%s\" stands at positions %d and %d; ids are unique, remove one of the two"
                                .formatted(names[order[rank]], order[rank - 1], order[rank]));
            }
            ranks[order[rank]] = rank;
        }
        return ranks;
    }

    /**
     * Packs score and tie rank so that the passage with the greater key ranks first.
     *
     * @param score any float but NaN, for which the key means nothing: check first
     * @param tieRank from {@link #tieRanks}
     */
    public static long key(float score, int tieRank) {
        // Adding +0 turns -0 into +0. Flipping the 31 low bits of negative floats makes their bits ascend like
        // integers.
        int bits = Float.floatToRawIntBits(score + 0.0f);
        int ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
        return ((long) ascending << 32) | (Integer.MAX_VALUE - tieRank);
    }

    /** The score inside a {@link #key}; a negative zero comes back as positive zero. */
    public static float score(long key) {
        int ascending = (int) (key >> 32);
        return Float.intBitsToFloat(ascending ^ ((ascending >> 31) & Integer.MAX_VALUE));
    }

    /**
     * Refuses NaN.
     *
     * @param passage what the message calls the passage: its id or index
     * @return the score
     * @throws IllegalArgumentException if the score is NaN
     */
    static float requireNumber(float score, Object passage) {
        if (Float.isNaN(score)) {
            throw new IllegalArgumentException(("passage \"%s\" has the score NaN; a ranking needs numbers,"
                            + " check the vectors it was computed from")
                    .formatted(passage));
        }
        return score;
    }

    private static int codePointOrder(char unit) {
        return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
    }
}
