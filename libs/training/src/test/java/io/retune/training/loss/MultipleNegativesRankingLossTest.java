package io.retune.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.retune.encoder.graph.Torch;
import org.junit.jupiter.api.Test;

class MultipleNegativesRankingLossTest {
    private static final float[][] QUERIES = {{1, 0}, {0, 1}};
    private static final float[][] CANDIDATES = {{0.6f, 0.8f}, {0, 1}, {0.8f, 0.6f}};

    /** Cosines (.6 0 .8) and (.8 1 .6) by hand, scale 2; positives 0 and 1. */
    @Test
    void crossEntropyOverAllCandidates() {
        double first = -Math.log(Math.exp(1.2) / (Math.exp(1.2) + Math.exp(0) + Math.exp(1.6)));
        double second = -Math.log(Math.exp(2) / (Math.exp(1.6) + Math.exp(2) + Math.exp(1.2)));
        assertThat(loss(false, DiagonalLabels.PLAIN)).isCloseTo((first + second) / 2, within(1e-6));
    }

    @Test
    void anotherRelevantPassageIsLeftOut() {
        double first = -Math.log(Math.exp(1.2) / (Math.exp(1.2) + Math.exp(0)));
        double second = -Math.log(Math.exp(2) / (Math.exp(1.6) + Math.exp(2) + Math.exp(1.2)));
        assertThat(loss(false, new DiagonalLabels(0, 2))).isCloseTo((first + second) / 2, within(1e-6));
    }

    /** The second passage is relevant to the first query too: neither is the other's negative, either way. */
    @Test
    void whatIsLeftOutIsLeftOutInBothDirections() {
        double first = -Math.log(Math.exp(1.2) / (Math.exp(1.2) + Math.exp(1.6)));
        double second = -Math.log(Math.exp(2) / (Math.exp(1.6) + Math.exp(2) + Math.exp(1.2)));
        double ofFirstPassage = -Math.log(Math.exp(1.2) / (Math.exp(1.2) + Math.exp(1.6)));
        double ofSecondPassage = 0;
        assertThat(loss(true, new DiagonalLabels(0, 1)))
                .isCloseTo((first + second + ofFirstPassage + ofSecondPassage) / 4, within(1e-6));
    }

    @Test
    void aScaleThatIsNotPositiveIsRefused() {
        assertThatThrownBy(() -> new MultipleNegativesRankingLoss(0))
                .hasMessage("scale is 0.0, expected a positive number");
    }

    private static double loss(boolean symmetric, DiagonalLabels labels) {
        try (NDManager scope = Torch.newManager()) {
            NDArray queries = scope.create(QUERIES);
            NDArray candidates = scope.create(CANDIDATES);
            return new MultipleNegativesRankingLoss(2, symmetric)
                    .of(queries, candidates, labels)
                    .getFloat();
        }
    }
}
