package io.retune.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.retune.encoder.graph.Torch;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every loss's gradients against central differences, value by value, in 64-bit floats. */
class LossGradientTest {
    private static final double STEP = 1e-5;

    static Stream<LossCase<?>> cases() {
        return LossCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsAreFiniteDifferences(LossCase<?> given) {
        double[][] queries = LossCase.queries();
        double[][] candidates = given.candidates();
        double[] ofQueries;
        double[] ofCandidates;
        try (NDManager scope = Torch.newManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray first = scope.create(queries);
            NDArray second = scope.create(candidates);
            first.setRequiresGradient(true);
            second.setRequiresGradient(true);
            collector.backward(given.value(first, second));
            ofQueries = first.getGradient().toDoubleArray();
            ofCandidates = second.getGradient().toDoubleArray();
        }

        assertDifferences(given, queries, candidates, queries, ofQueries);
        assertDifferences(given, queries, candidates, candidates, ofCandidates);
    }

    private static void assertDifferences(
            LossCase<?> given, double[][] queries, double[][] candidates, double[][] changed, double[] gradient) {
        for (int i = 0; i < gradient.length; i++) {
            double[] row = changed[i / LossCase.DIMENSIONS];
            int column = i % LossCase.DIMENSIONS;
            double value = row[column];
            row[column] = value + STEP;
            double above = value(given, queries, candidates);
            row[column] = value - STEP;
            double below = value(given, queries, candidates);
            row[column] = value;
            assertThat(gradient[i]).as("gradient %s", i).isCloseTo((above - below) / (2 * STEP), within(1e-5));
        }
    }

    private static double value(LossCase<?> given, double[][] queries, double[][] candidates) {
        try (NDManager scope = Torch.newManager()) {
            return given.value(scope.create(queries), scope.create(candidates)).getDouble();
        }
    }
}
