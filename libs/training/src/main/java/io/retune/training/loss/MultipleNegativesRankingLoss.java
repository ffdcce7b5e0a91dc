package io.retune.training.loss;

import ai.djl.ndarray.NDArray;
import io.retune.encoder.graph.Torch;
import io.retune.training.TrainingException;
import java.util.Set;

/**
 * For each query, cross entropy over the batch's passages with its own positive as the right one: other queries'
 * positives and all hard negatives of the batch are its negatives. Also called InfoNCE or in-batch negatives loss.
 *
 * <p>Inputs: vectors of length 1, so that dot products are cosines. Queries {@code [B, D]}; candidates {@code [C, D]},
 * the positives among them. Any number of hard negatives per query, also none and also different numbers. Larger
 * batches give more negatives and usually better models.
 *
 * <p>Symmetric, it is the mean of that and of each positive's cross entropy over the batch's queries: what
 * sentence-transformers calls {@code directions=("query_to_doc", "doc_to_query")} with {@code
 * partition_mode="per_direction"}, once {@code MultipleNegativesSymmetricRankingLoss}.
 *
 * <p>Passages of the batch that are relevant to a query besides its own positive are left out of its sum: see {@link
 * Labels#excluded}. sentence-transformers counts them as negatives.
 *
 * <p>Source: Henderson et al. 2017, https://arxiv.org/abs/1705.00652, section 4.4; van den Oord et al. 2018,
 * https://arxiv.org/abs/1807.03748; symmetric: Günther et al. 2023, https://arxiv.org/abs/2310.19923.
 *
 * @param scale cosines are multiplied by it before the softmax: the inverse temperature
 * @param symmetric whether positives also choose among the queries
 */
public record MultipleNegativesRankingLoss(float scale, boolean symmetric) implements Loss<Labels> {
    /**
     * Near what current models were trained with, so that fine-tuning need not spread their similarities first;
     * sentence-transformers' is 20.
     */
    public static final float DEFAULT_SCALE = 50;

    /** Validates the scale. */
    public MultipleNegativesRankingLoss {
        TrainingException.requirePositive("scale", scale);
    }

    /** Queries choose among passages only. */
    public MultipleNegativesRankingLoss(float scale) {
        this(scale, false);
    }

    /**
     * Computes the mean loss over the queries.
     *
     * @throws TrainingException if a query has no positive
     */
    @Override
    public NDArray of(NDArray queries, NDArray candidates, Labels labels) {
        int rows = Scores.size(queries, 0);
        long[] positives = Scores.positives(labels, rows, Scores.size(candidates, 0));
        NDArray scores = Scores.exclude(Torch.scale(Scores.of(queries, candidates), scale), labels::excluded);
        NDArray toPassages = Scores.crossEntropy(scores, positives);
        if (!symmetric) {
            return toPassages;
        }
        NDArray ofPositives = Scores.rows(scores.transpose(), positives);
        return Torch.scale(toPassages.add(Scores.crossEntropy(ofPositives, Scores.range(rows))), 0.5f);
    }

    @Override
    public Set<Column> columns() {
        return Set.of(Column.QUERY, Column.POSITIVE);
    }
}
