package io.retune.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * For each query, cross entropy over the batch's passages with its own positive as the right one: other queries'
 * positives and all hard negatives of the batch are its negatives. Also called InfoNCE or in-batch negatives loss.
 *
 * <p>Inputs: vectors of length 1, so that dot products are cosines. Queries {@code [B, D]}; candidates {@code [C, D]},
 * the positives among them. Any number of hard negatives per query, also none and also different numbers. Larger
 * batches give more negatives and usually better models.
 *
 * <p>Passages of the batch that are relevant to a query besides its own positive are left out of its sum: see {@code
 * excluded}. sentence-transformers counts them as negatives.
 *
 * <p>Source: Henderson et al. 2017, https://arxiv.org/abs/1705.00652, section 4.4; van den Oord et al. 2018,
 * https://arxiv.org/abs/1807.03748.
 *
 * @param scale cosines are multiplied by it before the softmax: the inverse temperature
 */
public record MultipleNegativesRankingLoss(float scale) {
    /** What sentence-transformers uses. */
    public static final float DEFAULT_SCALE = 20;

    private static final float EXCLUDED = -1e9f;

    /** Validates the scale. */
    public MultipleNegativesRankingLoss {
        if (!(scale > 0) || Float.isInfinite(scale)) {
            throw new IllegalArgumentException("scale is " + scale + ", expected a positive number");
        }
    }

    /** Which candidate is right for each query, and which do not count. */
    public interface Labels {
        /** The column of a query's positive. */
        int positiveOf(int query);

        /** Whether a candidate is relevant to the query besides its positive. */
        boolean excluded(int query, int candidate);
    }

    /**
     * Computes the mean loss over the queries.
     *
     * @param queries {@code [B, D]}
     * @param candidates {@code [C, D]}
     * @return a scalar, recorded for the backward pass where the vectors are
     */
    public NDArray of(NDArray queries, NDArray candidates, Labels labels) {
        int rows = Math.toIntExact(queries.getShape().get(0));
        int columns = Math.toIntExact(candidates.getShape().get(0));
        float[] weight = new float[rows * columns];
        float[] shift = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            weight[row * columns + labels.positiveOf(row)] = -1f / rows;
            for (int column = 0; column < columns; column++) {
                if (labels.excluded(row, column)) {
                    shift[row * columns + column] = EXCLUDED;
                }
            }
        }
        NDManager scope = queries.getManager();
        Shape shape = new Shape(rows, columns);
        NDArray scores = queries.matMul(candidates.transpose()).mul(scale).add(scope.create(shift, shape));
        return scores.logSoftmax(1).mul(scope.create(weight, shape)).sum();
    }
}
