package io.retune.training.nudge;

import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.ints.IntIterator;
import java.util.Arrays;

/**
 * For NUDGE-M every score is a straight line in gamma, so that a relevant passage is first for its query in one
 * interval of gamma, or nowhere. The best gamma is where most of these intervals overlap (section 3.2 of the paper,
 * arXiv:2409.02343). Computed in 32-bit floats like the authors' package, whose choice it repeats.
 */
final class TopOneIntervals {
    /** The package's guard against division by zero. */
    private static final float EPSILON = 1e-8f;

    private static final float UNBOUNDED = 1 / EPSILON;

    private final TrainedPassages trained;
    private final float[] perUnit;
    private final FloatArrayList lows = new FloatArrayList();
    private final FloatArrayList highs = new FloatArrayList();
    private int pairs;

    TopOneIntervals(TrainedPassages trained) {
        this.trained = trained;
        this.perUnit = new float[trained.count()];
        Mixture unit = NudgeMethod.NUDGE_M.at(1, trained);
        for (int slot = 0; slot < perUnit.length; slot++) {
            perUnit[slot] = unit.sumShare(slot);
        }
    }

    /** Adds the interval of each relevant passage of a query. */
    void add(QueryProducts products, NudgeData data, int query) {
        float[] slopes = new float[perUnit.length];
        for (int slot = 0; slot < slopes.length; slot++) {
            slopes[slot] = perUnit[slot] * products.sum()[slot];
        }
        for (IntIterator rows = data.dev().relevant().get(query).keySet().iterator(); rows.hasNext(); ) {
            add(products, slopes, rows.nextInt());
        }
    }

    private void add(QueryProducts products, float[] slopes, int row) {
        pairs++;
        int slot = trained.slot(row);
        // One that neither moves nor is the best of those that do not move is never first.
        float score = slot >= 0 ? products.own()[slot] : products.stillScore(row);
        if (Float.isNaN(score)) {
            return;
        }
        Interval interval = new Interval(score, slot >= 0 ? slopes[slot] : 0);
        interval.beat(products.bestStill(), 0);
        for (int other = 0; other < slopes.length && interval.isOpen(); other++) {
            interval.beat(products.own()[other], slopes[other]);
        }
        if (interval.isOpen()) {
            lows.add(interval.low);
            highs.add(interval.high);
        }
    }

    /** Where one passage is first. */
    private static final class Interval {
        private final float score;
        private final float slope;
        private float low;
        private float high = UNBOUNDED;

        Interval(float score, float slope) {
            this.score = score;
            this.slope = slope;
        }

        /** Leaves of the interval what is left where the passage is not behind another. */
        void beat(float otherScore, float otherSlope) {
            float lead = slope - otherSlope;
            float gap = otherScore - score;
            if (lead > 0) {
                low = Math.max(low, gap / (lead + EPSILON));
            } else if (lead < 0) {
                high = Math.min(high, gap / (lead + EPSILON));
            } else if (gap > 0) {
                high = -1;
            }
        }

        boolean isOpen() {
            return high >= low;
        }
    }

    /** The smallest gamma in as many intervals as any. */
    GammaChoice best() {
        float[] starts = lows.toFloatArray();
        float[] ends = highs.toFloatArray();
        Arrays.sort(starts);
        Arrays.sort(ends);
        int atZero = 0;
        int most = 0;
        float best = 0;
        int ended = 0;
        for (int i = 0; i < starts.length; i++) {
            if (i + 1 < starts.length && starts[i + 1] == starts[i]) {
                continue;
            }
            while (ended < ends.length && ends[ended] <= starts[i]) {
                ended++;
            }
            int overlapping = i + 1 - ended;
            if (starts[i] == 0) {
                atZero = overlapping;
            }
            if (overlapping > most) {
                most = overlapping;
                best = starts[i];
            }
        }
        return new GammaChoice(best, share(most), share(atZero));
    }

    private double share(int intervals) {
        return pairs == 0 ? 0 : (double) intervals / pairs;
    }
}
