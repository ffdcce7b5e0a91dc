package io.retune.metrics;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a search returned for one query: passages in {@link RankOrder}, best first, each at most once. Any number of
 * passages, also none.
 */
public final class Ranking {
    private final List<String> passageIds;
    private final float[] scores;

    private Ranking(List<String> passageIds, float[] scores) {
        this.passageIds = passageIds;
        this.scores = scores;
    }

    /**
     * Brings passages into rank order; costs one pass when they already are.
     *
     * @param passageIds ids in any order
     * @param scores one score per id; copied
     * @throws IllegalArgumentException if the lengths differ, an id occurs twice or a score is NaN
     */
    public static Ranking of(List<String> passageIds, float[] scores) {
        List<String> ids = List.copyOf(passageIds);
        if (ids.size() != scores.length) {
            throw new IllegalArgumentException("ranking: %d passage ids and %d scores; expected one score per id"
                    .formatted(ids.size(), scores.length));
        }
        requireUnique(ids);
        for (int i = 0; i < scores.length; i++) {
            RankOrder.requireNumber(scores[i], ids.get(i));
        }
        return isOrdered(ids, scores) ? new Ranking(ids, scores.clone()) : ordered(ids, scores);
    }

    /** The same from passage id to score, as runs in trec_eval's format are read. */
    public static Ranking of(Map<String, ? extends Number> scores) {
        float[] values = new float[scores.size()];
        int i = 0;
        for (Number score : scores.values()) {
            values[i++] = score.floatValue();
        }
        return of(List.copyOf(scores.keySet()), values);
    }

    /** Passage ids, best first. */
    public List<String> passageIds() {
        return passageIds;
    }

    /** Number of passages. */
    public int size() {
        return scores.length;
    }

    /** Score of the passage at a rank, 0 for the best. */
    public float score(int rank) {
        return scores[rank];
    }

    private static void requireUnique(List<String> ids) {
        Set<String> seen = new HashSet<>(2 * ids.size());
        for (String id : ids) {
            if (!seen.add(id)) {
                throw new IllegalArgumentException(
                        "ranking: passage \"%s\" occurs twice; keep its better score only".formatted(id));
            }
        }
    }

    private static boolean isOrdered(List<String> ids, float[] scores) {
        for (int i = 1; i < scores.length; i++) {
            if (RankOrder.compare(scores[i - 1], ids.get(i - 1), scores[i], ids.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Ranking ordered(List<String> ids, float[] scores) {
        int[] order = new int[scores.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        IntArrays.mergeSort(order, (a, b) -> RankOrder.compare(scores[a], ids.get(a), scores[b], ids.get(b)));
        String[] sortedIds = new String[order.length];
        float[] sortedScores = new float[order.length];
        for (int rank = 0; rank < order.length; rank++) {
            sortedIds[rank] = ids.get(order[rank]);
            sortedScores[rank] = scores[order[rank]];
        }
        return new Ranking(List.of(sortedIds), sortedScores);
    }
}
