package io.retune.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.retune.encoder.graph.Torch;
import io.retune.training.TrainingException;
import io.retune.training.loss.GISTEmbedLoss.MarginStrategy;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Data that does not fit a loss, and parameters that fit none. */
class LossFitTest {
    private static final Set<Column> PAIRS = Set.of(Column.QUERY, Column.PASSAGE, Column.POSITIVE);

    @Test
    void aScoredLossNeedsScores() {
        assertThatThrownBy(() -> new CoSENTLoss(20).requireColumns("pairs", PAIRS))
                .isInstanceOf(TrainingException.class)
                .hasMessage("pairs: has query, passage, positive, expected query, passage, score for CoSENTLoss;"
                        + " add score or choose another loss");
    }

    @Test
    void distillationNeedsNegativesAndATeacher() {
        assertThatThrownBy(() -> new MarginMSELoss(0.1f).requireColumns("pairs", PAIRS))
                .hasMessage("pairs: has query, passage, positive, expected query, positive, negatives, teacher scores"
                        + " for MarginMSELoss; add negatives, teacher scores or choose another loss");
    }

    @Test
    void aWrapperNeedsWhatItsLossNeeds() {
        MatryoshkaLoss<ScoredPairs> loss = new MatryoshkaLoss<>(new AnglELoss(20), List.of(8, 4));
        assertThatThrownBy(() -> loss.requireColumns("nothing", Set.of()))
                .hasMessage("nothing: has no columns, expected query, passage, score for MatryoshkaLoss of AnglELoss;"
                        + " add query, passage, score or choose another loss");
        loss.requireColumns("scored", Set.of(Column.QUERY, Column.PASSAGE, Column.SCORE, Column.NEGATIVES));
    }

    @Test
    void everyQueryNeedsAPositive() {
        assertRefused(
                () -> compute(new MultipleNegativesRankingLoss(20), new Labels() {
                    @Override
                    public int positiveOf(int query) {
                        return query == 1 ? -1 : query;
                    }

                    @Override
                    public boolean excluded(int query, int candidate) {
                        return false;
                    }
                }),
                "query 1 of the batch has its positive at -1, expected one of the batch's 2 passages;"
                        + " give every query its positive");
    }

    @Test
    void pairsNeedFiniteScoresAndVectors() {
        assertRefused(
                () -> new ScoredPairs(new int[] {0, 1}, new float[] {1}),
                "batch has 2 pairs and 1 scores, expected one for each; add scores or choose a loss without");
        assertRefused(
                () -> new ScoredPairs(new int[] {0}, new float[] {Float.NaN}),
                "pair 0 of the batch has the score NaN, expected a finite number");
        assertRefused(
                () -> compute(new CoSENTLoss(20), new ScoredPairs(new int[] {0}, new float[] {1})),
                "batch has 2 queries and 1 scored pairs, expected one for each; give every query a partner and a"
                        + " score");
        assertRefused(
                () -> compute(new CoSENTLoss(20), new ScoredPairs(new int[] {0, 2}, new float[] {1, 0})),
                "query 1 of the batch has its partner at 2, expected one of the batch's 2 passages;"
                        + " give every query its partner");
    }

    @Test
    void everyNegativeNeedsAMargin() {
        assertRefused(
                () -> new TeacherMargins(new int[] {0}, new int[0][], new float[1][]),
                "batch has 1 positives, negatives of 0 queries and margins of 1, expected the same number of each");
        assertRefused(
                () -> new TeacherMargins(new int[] {0}, new int[][] {{1}}, new float[][] {{}}),
                "query 0 of the batch has 1 negatives and 0 margins, expected one for each;"
                        + " let the teacher score every negative");
        assertRefused(
                () -> new TeacherMargins(new int[] {0}, new int[][] {{1}}, new float[][] {{Float.POSITIVE_INFINITY}}),
                "query 0 of the batch has the margin Infinity, expected a finite number");
        assertRefused(
                () -> compute(
                        new MarginMSELoss(1), new TeacherMargins(new int[] {0, 1}, new int[2][0], new float[2][0])),
                "MarginMSELoss: none of the batch's 2 queries has a negative, expected at least one;"
                        + " mine hard negatives first");
    }

    @Test
    void theGuideMustKnowEveryText() {
        GuidedLabels labels = new GuidedLabels(DiagonalLabels.PLAIN, new float[1][4], new float[2][4]);
        assertRefused(
                () -> compute(new GISTEmbedLoss(MarginStrategy.ABSOLUTE, 0), labels),
                "guide has vectors of 1 queries and 2 passages, expected those of the batch's 2 and 2;"
                        + " encode every training text with the guide");
    }

    @Test
    void dimensionsMustFit() {
        ScoredPairs pairs = new ScoredPairs(new int[] {0, 1}, new float[] {1, 0});
        assertRefused(
                () -> compute(new AnglELoss(20), pairs),
                "AnglELoss: vectors have 3 dimensions, expected an even number; choose even dimensions or CoSENTLoss");
        assertRefused(
                () -> compute(new MatryoshkaLoss<>(new CoSENTLoss(20), List.of(4)), pairs),
                "MatryoshkaLoss: vectors have 3 dimensions, expected at least 4; choose smaller dims");
    }

    @Test
    void parametersAreChecked() {
        assertThatThrownBy(() -> new GISTEmbedLoss(0, MarginStrategy.ABSOLUTE, 0, true, true))
                .hasMessage("temperature is 0.0, expected a positive number");
        assertThatThrownBy(() -> new GISTEmbedLoss(MarginStrategy.RELATIVE, -0.1f))
                .hasMessage("margin is -0.1, expected 0 to 2");
        assertThatThrownBy(() -> new MarginMSELoss(Float.NaN))
                .hasMessage("teacher scale is NaN, expected a positive number");
        assertThatThrownBy(() -> new MatryoshkaLoss<>(new CoSENTLoss(20), List.of(8, 0)))
                .hasMessage("dims are [8, 0], expected positive numbers");
        assertThatThrownBy(() -> new MatryoshkaLoss<>(new CoSENTLoss(20), List.of(8, 4), List.of(1f)))
                .hasMessage("dims are [8, 4] and weights [1.0], expected a weight for each");
    }

    @Test
    void equalScoresTeachNothing() {
        assertThat(compute(new CoSENTLoss(20), new ScoredPairs(new int[] {0, 1}, new float[] {1, 1})))
                .isZero();
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(TrainingException.class).hasMessage(message);
    }

    private static <L> float compute(Loss<L> loss, L labels) {
        try (NDManager scope = Torch.newManager()) {
            float[] vectors = {1, 0, 0, 0, 1, 0};
            return loss.of(scope.create(vectors, new Shape(2, 3)), scope.create(vectors, new Shape(2, 3)), labels)
                    .getFloat();
        }
    }
}
