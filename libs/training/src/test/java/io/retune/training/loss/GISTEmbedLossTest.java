package io.retune.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.retune.encoder.graph.Torch;
import io.retune.training.loss.GISTEmbedLoss.MarginStrategy;
import org.junit.jupiter.api.Test;

class GISTEmbedLossTest {
    private static final float[] QUERIES = {1, 0, 0, 1};
    private static final float[] CANDIDATES = {0.6f, 0.8f, 0, 1, 0.8f, 0.6f};

    /** To the guide, only a query and its positive are alike: they are even the same. */
    private static final float[][] GUIDED_QUERIES = {{1, 0, 0}, {0, 1, 0}};

    private static final float[][] GUIDED_CANDIDATES = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

    @Test
    void withoutContrastsAndMaskedNegativesItIsInBatchNegatives() {
        for (DiagonalLabels labels :
                new DiagonalLabels[] {DiagonalLabels.PLAIN, new DiagonalLabels(0, 2), new DiagonalLabels(1, 0)}) {
            assertThat(loss(false, labels, GUIDED_CANDIDATES)).isCloseTo(inBatchNegatives(labels), within(1e-6));
        }
    }

    @Test
    void aNegativeThatTheGuideFindsMoreSimilarThanThePositiveIsMasked() {
        float[][] lessSure = {{0.6f, 0.8f, 0}, {0, 1, 0}, {0.8f, 0, 0.6f}};
        assertThat(loss(false, DiagonalLabels.PLAIN, lessSure))
                .isCloseTo(inBatchNegatives(new DiagonalLabels(0, 2)), within(1e-6));
    }

    /** Cosines by hand: of the two queries 0, of the two positives .8. */
    @Test
    void noTextIsItsOwnNegative() {
        double first = Math.log(Math.exp(1.2) + Math.exp(0) + Math.exp(1.6) + Math.exp(0) + Math.exp(1.6)) - 1.2;
        double second = Math.log(Math.exp(1.6) + Math.exp(2) + Math.exp(1.2) + Math.exp(0) + Math.exp(1.6)) - 2;
        assertThat(loss(true, DiagonalLabels.PLAIN, GUIDED_CANDIDATES)).isCloseTo((first + second) / 2, within(1e-6));
    }

    private static double loss(boolean contrasts, DiagonalLabels labels, float[][] guidedCandidates) {
        return compute(
                new GISTEmbedLoss(0.5f, MarginStrategy.ABSOLUTE, 0, contrasts, contrasts),
                new GuidedLabels(labels, GUIDED_QUERIES, guidedCandidates));
    }

    private static double inBatchNegatives(DiagonalLabels labels) {
        return compute(new MultipleNegativesRankingLoss(2), labels);
    }

    private static <L> double compute(Loss<? super L> loss, L labels) {
        try (NDManager scope = Torch.newManager()) {
            NDArray queries = scope.create(QUERIES, new Shape(2, 2));
            NDArray candidates = scope.create(CANDIDATES, new Shape(3, 2));
            return loss.of(queries, candidates, labels).getFloat();
        }
    }
}
