package io.retune.training.nudge;

import io.retune.encoder.VectorMatrix;
import java.util.Arrays;

/**
 * Where passages stand for one gamma: each at {@code own * v + sum * c}, see {@link TrainedPassages}. Scores mix in the
 * same way, so that another gamma costs two multiplications for a query and passage instead of a dot product.
 */
final class Mixture {
    private final float[] own;
    private final float[] sum;

    /** Everything where it was. */
    Mixture(int passages) {
        own = new float[passages];
        sum = new float[passages];
        Arrays.fill(own, 1);
    }

    void set(int slot, double ownShare, double sumShare) {
        own[slot] = (float) ownShare;
        sum[slot] = (float) sumShare;
    }

    boolean moves(int slot) {
        return own[slot] != 1 || sum[slot] != 0;
    }

    float sumShare(int slot) {
        return sum[slot];
    }

    /** From the products of a query with a passage's vector and sum, its product with where the passage stands. */
    float score(int slot, float ownProduct, float sumProduct) {
        return own[slot] * ownProduct + sum[slot] * sumProduct;
    }

    /** Where the passages stand, by slot. */
    VectorMatrix vectors(TrainedPassages passages) {
        VectorMatrix result =
                VectorMatrix.zeros(passages.count(), passages.vectors().dimensions());
        float[] vectors = passages.vectors().values();
        float[] sums = passages.sums().values();
        int width = result.dimensions();
        for (int i = 0; i < result.values().length; i++) {
            result.values()[i] = score(i / width, vectors[i], sums[i]);
        }
        return result;
    }
}
