package io.retune.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.retune.encoder.graph.Torch;
import io.retune.training.TrainingException;
import java.util.Set;

/**
 * {@link CoSENTLoss} with the angle in complex space instead of the cosine, whose gradient vanishes where vectors are
 * nearly parallel.
 *
 * <p>Inputs: vectors of length 1 with an even number of dimensions, whose first half is taken for real and second half
 * for imaginary parts. The similarity of x and y is {@code |cos(x, y) + sin(x, y)|} with {@code sin = sum(x_im y_re -
 * x_re y_im)}. sentence-transformers also takes odd numbers of dimensions, padded by 0.
 *
 * <p>Source: Li and Li 2023, https://arxiv.org/abs/2309.12871.
 *
 * @param scale similarities are multiplied by it: the inverse temperature
 */
public record AnglELoss(float scale) implements Loss<ScoredPairs> {
    /** What sentence-transformers uses. */
    public static final float DEFAULT_SCALE = 20;

    /** Validates the scale. */
    public AnglELoss {
        TrainingException.requirePositive("scale", scale);
    }

    /**
     * Computes the loss.
     *
     * @throws TrainingException if pairs are not those of the vectors, or the dimensions are odd
     */
    @Override
    public NDArray of(NDArray queries, NDArray candidates, ScoredPairs pairs) {
        NDArray partners = pairs.partners(queries, candidates);
        NDArray cosines = queries.mul(partners);
        NDArray sines = imaginary(queries).mul(real(partners)).sub(real(queries).mul(imaginary(partners)));
        NDArray similarities = cosines.sum(new int[] {1}).add(sines.sum(new int[] {1}));
        return pairs.rankingLoss(Torch.scale(similarities.abs(), scale));
    }

    private static NDArray real(NDArray vectors) {
        return vectors.get(new NDIndex().addAllDim().addSliceDim(0, half(vectors)));
    }

    private static NDArray imaginary(NDArray vectors) {
        int half = half(vectors);
        return vectors.get(new NDIndex().addAllDim().addSliceDim(half, 2L * half));
    }

    private static int half(NDArray vectors) {
        int dimensions = Scores.size(vectors, 1);
        if (dimensions % 2 != 0) {
            throw new TrainingException("AnglELoss: vectors have " + dimensions
                    + " dimensions, expected an even number; choose even dimensions or CoSENTLoss");
        }
        return dimensions / 2;
    }

    @Override
    public Set<Column> columns() {
        return Set.of(Column.QUERY, Column.PASSAGE, Column.SCORE);
    }
}
