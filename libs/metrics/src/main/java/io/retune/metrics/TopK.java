package io.retune.metrics;

/**
 * Keeps the k best of any number of scored passages in {@link RankOrder}, for exact search over millions of
 * candidates. A binary heap over primitive arrays with the worst kept passage on top: an offer allocates nothing and
 * costs one comparison for a passage that does not make it.
 *
 * <p>Reusable ({@link #drain} empties it), not thread-safe: one collector per query and thread. Collectors of parts of
 * the corpus merge by offering the drained passages of one to the other.
 *
 * <pre>{@code
 * TopK best = new TopK(10, RankOrder.tieRanks(passageIds));
 * for (int i = 0; i < scores.length; i++) {
 *     best.offer(i, scores[i]);
 * }
 * int found = best.drain(indexes, values);
 * }</pre>
 */
public final class TopK {
    private final int[] tieRank;
    private final long[] keys;
    private final int[] indexes;
    private int size;
    private float threshold = Float.NEGATIVE_INFINITY;

    /**
     * A collector for the k best of the passages 0 to {@code tieRank.length - 1}.
     *
     * @param k how many to keep, at least 1; more than there are passages keeps all
     * @param tieRank from {@link RankOrder#tieRanks}; shared, not copied
     */
    public TopK(int k, int[] tieRank) {
        if (k < 1) {
            throw new IllegalArgumentException(
                    "k is %d; expected the number of passages to keep, 1 or more".formatted(k));
        }
        int capacity = Math.min(k, tieRank.length);
        this.tieRank = tieRank;
        this.keys = new long[capacity];
        this.indexes = new int[capacity];
    }

    /**
     * Offers a passage; each passage at most once between two drains.
     *
     * @param index index of the passage
     * @return whether it is among the k best so far
     * @throws IllegalArgumentException if the score is NaN
     */
    public boolean offer(int index, float score) {
        if (score < threshold) {
            return false;
        }
        RankOrder.requireNumber(score, index);
        long key = RankOrder.key(score, tieRank[index]);
        if (size < keys.length) {
            siftUp(size++, key, index);
        } else if (key > keys[0]) {
            siftDown(key, index);
        } else {
            return false;
        }
        if (size == keys.length) {
            threshold = RankOrder.score(keys[0]);
        }
        return true;
    }

    /**
     * A score below this cannot enter any more, so a caller may skip such passages; an equal one can, by its id.
     * Negative infinity until k passages are kept.
     */
    public float threshold() {
        return threshold;
    }

    /** Number of passages kept now. */
    public int size() {
        return size;
    }

    /**
     * Writes the kept passages best first and empties the collector.
     *
     * @param targetIndexes receives passage indexes, at least {@link #size} long
     * @param targetScores receives their scores, at least {@link #size} long
     * @return number of passages written
     */
    public int drain(int[] targetIndexes, float[] targetScores) {
        if (targetIndexes.length < size || targetScores.length < size) {
            throw new IllegalArgumentException("drain: room for %d indexes and %d scores; %d passages are kept"
                    .formatted(targetIndexes.length, targetScores.length, size));
        }
        int drained = size;
        while (size > 0) {
            targetIndexes[size - 1] = indexes[0];
            targetScores[size - 1] = RankOrder.score(keys[0]);
            size--;
            if (size > 0) {
                siftDown(keys[size], indexes[size]);
            }
        }
        threshold = Float.NEGATIVE_INFINITY;
        return drained;
    }

    private void siftUp(int start, long key, int index) {
        int hole = start;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (keys[parent] <= key) {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        keys[hole] = key;
        indexes[hole] = index;
    }

    private void siftDown(long key, int index) {
        int hole = 0;
        for (int child = 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && keys[child + 1] < keys[child]) {
                child++;
            }
            if (keys[child] >= key) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        keys[hole] = key;
        indexes[hole] = index;
    }

    private void move(int from, int to) {
        keys[to] = keys[from];
        indexes[to] = indexes[from];
    }
}
