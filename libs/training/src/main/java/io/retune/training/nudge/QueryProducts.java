package io.retune.training.nudge;

import io.retune.metrics.TopK;

/** One query's products: by slot with the trained passages, and the best of the others. */
final class QueryProducts {
    private final float[] own;
    private final float[] sum;
    private int[] stillRows;
    private float[] stillScores;

    QueryProducts(int trained) {
        own = new float[trained];
        sum = new float[trained];
    }

    void keepStill(TopK best) {
        stillRows = new int[best.size()];
        stillScores = new float[best.size()];
        best.drain(stillRows, stillScores);
    }

    /** With the trained passages' vectors. */
    float[] own() {
        return own;
    }

    /** With the sums of their training queries. */
    float[] sum() {
        return sum;
    }

    /** The best score of a passage that does not move; negative infinity if all move. */
    float bestStill() {
        return stillScores.length == 0 ? Float.NEGATIVE_INFINITY : stillScores[0];
    }

    /** The score of a passage that does not move. */
    float stillScore(int row) {
        for (int i = 0; i < stillRows.length; i++) {
            if (stillRows[i] == row) {
                return stillScores[i];
            }
        }
        return Float.NaN;
    }

    /** Offers every passage that may be among the best with the trained ones standing as {@code mixture} says. */
    void offer(Mixture mixture, TrainedPassages trained, TopK best) {
        for (int i = 0; i < stillRows.length; i++) {
            best.offer(stillRows[i], stillScores[i]);
        }
        for (int slot = 0; slot < own.length; slot++) {
            float score = mixture.score(slot, own[slot], sum[slot]);
            if (!(score < best.threshold())) {
                best.offer(trained.row(slot), score);
            }
        }
    }
}
