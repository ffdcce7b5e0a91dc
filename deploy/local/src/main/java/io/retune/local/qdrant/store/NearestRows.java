package io.retune.local.qdrant.store;

/**
 * The k best rows of a search, the worst of them on top of a binary heap. Equal scores by point id, the greater one
 * first, which is the order in which Qdrant merges segments ({@code ScoredPointTies}). Not {@code TopK} of
 * retune-metrics: that one needs the place of every id in advance, and points come and go here.
 */
final class NearestRows {
    private final PointTable points;
    private final float[] scores;
    private final int[] rows;
    private int size;

    NearestRows(PointTable points, int capacity) {
        this.points = points;
        this.scores = new float[capacity];
        this.rows = new int[capacity];
    }

    void offer(int row, float score) {
        if (size < rows.length) {
            siftUp(row, score);
        } else if (size > 0 && score >= scores[0] && isWorse(rows[0], scores[0], row, score)) {
            siftDown(row, score);
        }
    }

    void offerAll(NearestRows others) {
        for (int i = 0; i < others.size; i++) {
            offer(others.rows[i], others.scores[i]);
        }
    }

    int size() {
        return size;
    }

    /** Takes the worst row out. */
    int removeWorst() {
        int worst = rows[0];
        size--;
        if (size > 0) {
            siftDown(rows[size], scores[size]);
        }
        return worst;
    }

    float worstScore() {
        return scores[0];
    }

    private boolean isWorse(int leftRow, float leftScore, int rightRow, float rightScore) {
        if (leftScore != rightScore) {
            return leftScore < rightScore;
        }
        return points.key(leftRow).compareTo(points.key(rightRow)) < 0;
    }

    private void siftUp(int row, float score) {
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (!isWorse(row, score, rows[parent], scores[parent])) {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        place(hole, row, score);
    }

    private void siftDown(int row, float score) {
        int hole = 0;
        for (int child = 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && isWorse(rows[child + 1], scores[child + 1], rows[child], scores[child])) {
                child++;
            }
            if (!isWorse(rows[child], scores[child], row, score)) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        place(hole, row, score);
    }

    private void move(int from, int to) {
        place(to, rows[from], scores[from]);
    }

    private void place(int position, int row, float score) {
        rows[position] = row;
        scores[position] = score;
    }
}
