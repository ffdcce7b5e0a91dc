package io.retune.training.loss;

import ai.djl.ndarray.NDArray;
import io.retune.encoder.graph.Torch;
import io.retune.training.TrainingException;
import java.util.Set;

/**
 * For scored pairs: a pair with a higher score shall have the higher cosine. Each two pairs of a batch that stand in the
 * wrong order, or too close, add to the loss.
 *
 * <p>Inputs: vectors of length 1. Queries {@code [B, D]}, candidates {@code [C, D]}, and which of them belong together
 * with which score. A batch whose scores are all the same teaches nothing and has the loss 0.
 *
 * <p>The loss is {@code log(1 + sum exp(scale (cos_i - cos_j)))} over all i scored below j; it is not divided by the
 * batch size, as in sentence-transformers.
 *
 * <p>Source: Su 2022, https://kexue.fm/archives/8847; Huang et al. 2024, doi:10.1109/TASLP.2024.3402087.
 *
 * @param scale cosines are multiplied by it: the inverse temperature
 */
public record CoSENTLoss(float scale) implements Loss<ScoredPairs> {
    /** What sentence-transformers uses. */
    public static final float DEFAULT_SCALE = 20;

    /** Validates the scale. */
    public CoSENTLoss {
        TrainingException.requirePositive("scale", scale);
    }

    /**
     * Computes the loss.
     *
     * @throws TrainingException if pairs are not those of the vectors
     */
    @Override
    public NDArray of(NDArray queries, NDArray candidates, ScoredPairs pairs) {
        NDArray cosines = queries.mul(pairs.partners(queries, candidates)).sum(new int[] {1});
        return pairs.rankingLoss(Torch.scale(cosines, scale));
    }

    @Override
    public Set<Column> columns() {
        return Set.of(Column.QUERY, Column.PASSAGE, Column.SCORE);
    }
}
