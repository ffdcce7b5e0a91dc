package io.retune.training.loss;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.Stream;

/**
 * A loss with labels of a batch of 4 queries, 8 dimensions, and {@code passages} candidates: 4 positives, then as many
 * negatives, and then as many again. Titles are those of {@code losses.json}.
 */
record LossCase<L>(String title, Loss<L> loss, L labels, int passages) {
    static final int QUERIES = 4;
    static final int DIMENSIONS = 8;

    private static final ScoredPairs SCORED =
            new ScoredPairs(new int[] {0, 1, 2, 3}, new float[] {0.2f, 0.9f, 0.5f, 0.9f});

    private static final TeacherMargins TEACHER =
            new TeacherMargins(new int[] {0, 1, 2, 3}, new int[][] {{4, 8}, {5, 9}, {6, 10}, {7, 11}}, new float[][] {
                {3, 1.5f}, {-0.5f, 4}, {2, 0}, {6, 2.5f}
            });

    static Stream<LossCase<?>> all() {
        MultipleNegativesRankingLoss ranking = new MultipleNegativesRankingLoss(20);
        return Stream.of(
                new LossCase<>("MultipleNegativesRankingLoss of pairs", ranking, DiagonalLabels.PLAIN, 4),
                new LossCase<>("MultipleNegativesRankingLoss with two negatives", ranking, DiagonalLabels.PLAIN, 12),
                new LossCase<>(
                        "symmetric MultipleNegativesRankingLoss",
                        new MultipleNegativesRankingLoss(20, true),
                        DiagonalLabels.PLAIN,
                        12),
                guided("GISTEmbedLoss of pairs", new GISTEmbedLoss(GISTEmbedLoss.MarginStrategy.ABSOLUTE, 0), 4),
                guided(
                        "GISTEmbedLoss, absolute margin",
                        new GISTEmbedLoss(0.05f, GISTEmbedLoss.MarginStrategy.ABSOLUTE, 0.1f, true, true),
                        8),
                guided(
                        "GISTEmbedLoss, relative margin",
                        new GISTEmbedLoss(0.05f, GISTEmbedLoss.MarginStrategy.RELATIVE, 0.2f, true, true),
                        8),
                guided(
                        "GISTEmbedLoss without contrasts",
                        new GISTEmbedLoss(0.05f, GISTEmbedLoss.MarginStrategy.ABSOLUTE, 0, false, false),
                        8),
                new LossCase<>("CoSENTLoss", new CoSENTLoss(20), SCORED, 4),
                new LossCase<>("AnglELoss", new AnglELoss(20), SCORED, 4),
                new LossCase<>("MarginMSELoss", new MarginMSELoss(0.1f), TEACHER, 12),
                new LossCase<>(
                        "MatryoshkaLoss of MultipleNegativesRankingLoss",
                        new MatryoshkaLoss<>(ranking, List.of(8, 4, 2), List.of(1f, 0.5f, 0.25f)),
                        DiagonalLabels.PLAIN,
                        12),
                new LossCase<>(
                        "MatryoshkaLoss of AnglELoss",
                        new MatryoshkaLoss<>(new AnglELoss(20), List.of(8, 4)),
                        SCORED,
                        4));
    }

    private static LossCase<GuidedLabels> guided(String title, GISTEmbedLoss loss, int passages) {
        GuidedLabels labels =
                new GuidedLabels(DiagonalLabels.PLAIN, unit(vectors(2.4, QUERIES, 6)), unit(vectors(1.5, passages, 6)));
        return new LossCase<>(title, loss, labels, passages);
    }

    /** {@code sin(a (i + 1) (j + 2)) + cos(i + 0.3 a j^2) / 2} in row i and column j. */
    static double[][] vectors(double a, int rows, int columns) {
        double[][] vectors = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                vectors[i][j] = Math.sin(a * (i + 1) * (j + 2)) + 0.5 * Math.cos(i + 0.3 * a * j * j);
            }
        }
        return vectors;
    }

    static double[][] queries() {
        return vectors(1.9, QUERIES, DIMENSIONS);
    }

    double[][] candidates() {
        return vectors(0.8, passages, DIMENSIONS);
    }

    private static float[][] unit(double[][] vectors) {
        float[][] unit = new float[vectors.length][];
        for (int i = 0; i < vectors.length; i++) {
            double square = 0;
            for (double value : vectors[i]) {
                square += value * value;
            }
            unit[i] = new float[vectors[i].length];
            for (int j = 0; j < unit[i].length; j++) {
                unit[i][j] = (float) (vectors[i][j] / Math.sqrt(square));
            }
        }
        return unit;
    }

    /** The loss of vectors of any length, brought to length 1 first, as an encoder does. */
    NDArray value(NDArray queries, NDArray candidates) {
        return loss.of(queries.normalize(2, 1), candidates.normalize(2, 1), labels);
    }

    @Override
    public String toString() {
        return title;
    }
}
