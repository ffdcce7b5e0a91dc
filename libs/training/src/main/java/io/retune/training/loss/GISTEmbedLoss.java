package io.retune.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.retune.encoder.graph.Torch;
import io.retune.training.TrainingException;
import java.util.Set;

/**
 * In-batch negatives without those that a guide takes for positives: a text counts as a query's negative only if the
 * guide finds it less similar to the query than the query's own positive, by a margin if one is given.
 *
 * <p>Inputs: vectors of length 1. Queries {@code [B, D]}; candidates {@code [C, D]}, the positives among them, with any
 * number of hard negatives. Negatives of query i are all candidates, all other queries ({@code contrastAnchors}, masked
 * by the guide's similarity of the two queries) and all other positives as seen from its own positive ({@code
 * contrastPositives}).
 *
 * <p>With the guide's similarity g of a query and its positive, a negative is masked if its own similarity is above g -
 * margin (absolute) or g - |g| margin (relative).
 *
 * <p>Differs from sentence-transformers: takes any number of hard negatives (there: one); {@link Labels#excluded} are
 * left out too; a text is never its own negative, also where the guide finds query and positive equal.
 *
 * <p>Source: Solatorio 2024, https://arxiv.org/abs/2402.16829; margins: de Souza P. Moreira et al. 2024,
 * https://arxiv.org/abs/2407.15831.
 *
 * @param temperature cosines are divided by it before the softmax
 * @param marginStrategy how the margin counts
 * @param margin how far below the positive the guide must see a negative
 * @param contrastAnchors whether other queries are negatives
 * @param contrastPositives whether other positives are negatives of the positive
 */
public record GISTEmbedLoss(
        float temperature,
        MarginStrategy marginStrategy,
        float margin,
        boolean contrastAnchors,
        boolean contrastPositives)
        implements Loss<GuidedLabels> {
    /** What sentence-transformers uses. */
    public static final float DEFAULT_TEMPERATURE = 0.01f;

    /** How a margin lowers the similarity from which the guide masks a negative. */
    public enum MarginStrategy {
        /** By so much. */
        ABSOLUTE {
            @Override
            float threshold(float positive, float margin) {
                return positive - margin;
            }
        },
        /** By that share of the positive's similarity. */
        RELATIVE {
            @Override
            float threshold(float positive, float margin) {
                return positive - Math.abs(positive) * margin;
            }
        };

        abstract float threshold(float positive, float margin);
    }

    /** Validates the numbers. */
    public GISTEmbedLoss {
        TrainingException.requirePositive("temperature", temperature);
        TrainingException.require(margin >= 0 && margin <= 2, "margin", margin, "0 to 2");
    }

    /** sentence-transformers' defaults besides the margin: temperature 0.01, all contrasts. */
    public GISTEmbedLoss(MarginStrategy marginStrategy, float margin) {
        this(DEFAULT_TEMPERATURE, marginStrategy, margin, true, true);
    }

    /**
     * Computes the mean loss over the queries.
     *
     * @throws TrainingException if a query has no positive, or the guide's vectors are not those of the batch's texts
     */
    @Override
    public NDArray of(NDArray queries, NDArray candidates, GuidedLabels guided) {
        int rows = Scores.size(queries, 0);
        guided.requireSizes(rows, Scores.size(candidates, 0));
        Labels labels = guided.labels();
        long[] own = Scores.positives(labels, rows, Scores.size(candidates, 0));
        Guide guide = Guide.of(queries.getManager(), guided, own);
        float[] limits = limits(guide, own);
        NDList scores = new NDList(Scores.exclude(
                Scores.of(queries, candidates),
                (row, column) -> column != own[row]
                        && (guide.queryCandidate(row, column) > limits[row] || labels.excluded(row, column))));
        if (contrastAnchors) {
            scores.add(contrast(queries, (row, other) -> guide.queryQuery(row, other) > limits[row]));
        }
        if (contrastPositives) {
            NDArray positives = Scores.rows(candidates, own);
            scores.add(contrast(positives, (row, other) -> guide.positivePositive(row, other) > limits[row]));
        }
        NDArray all = scores.size() == 1 ? scores.head() : NDArrays.concat(scores, 1);
        return Scores.crossEntropy(Torch.scale(all, 1 / temperature), own);
    }

    private static NDArray contrast(NDArray vectors, Scores.Exclusion masked) {
        return Scores.exclude(Scores.of(vectors, vectors), (row, other) -> row == other || masked.holds(row, other));
    }

    private float[] limits(Guide guide, long[] own) {
        float[] limits = new float[own.length];
        for (int row = 0; row < own.length; row++) {
            limits[row] = marginStrategy.threshold(guide.queryCandidate(row, (int) own[row]), margin);
        }
        return limits;
    }

    @Override
    public Set<Column> columns() {
        return Set.of(Column.QUERY, Column.POSITIVE, Column.GUIDE_VECTORS);
    }
}
