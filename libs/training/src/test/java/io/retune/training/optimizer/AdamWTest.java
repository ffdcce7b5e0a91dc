package io.retune.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.WeightSpec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdamWTest {
    private final NDManager manager = Torch.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Both moments, corrected, are the gradient's; what is as small as epsilon, 1e-8, moves half as far. */
    @Test
    void theFirstStepIsTheRateInTheGradientsDirection() {
        Parameter bias = parameter("dense.bias", new Shape(4), 1, 1, 1, 1);
        addGradient(bias, 3, -0.02f, 0, 1e-8f);

        new AdamW(manager, List.of(bias), 0, 0).step(0.25);

        assertThat(bias.tensor().toFloatArray()).containsExactly(new float[] {0.75f, 1.25f, 1, 0.875f}, within(1e-5f));
        assertThat(gradient(bias)).containsOnly(0);
    }

    /** Decoupled: it is not part of the gradient, whose length a first step forgets. */
    @Test
    void decayShrinksMatricesButNeitherBiasesNorNorms() {
        Parameter matrix = parameter("dense.weight", new Shape(2, 1), 4, -2);
        Parameter bias = parameter("dense.bias", new Shape(2), 4, -2);
        Parameter norm = parameter("LayerNorm.weight", new Shape(2), 4, -2);
        List<Parameter> all = List.of(matrix, bias, norm);
        all.forEach(parameter -> addGradient(parameter, 0, 5));

        new AdamW(manager, all, 0.5, 0).step(0.25);

        // 1 - rate * decay is 0.875.
        assertThat(matrix.tensor().toFloatArray()).containsExactly(new float[] {3.5f, -2}, within(1e-5f));
        assertThat(bias.tensor().toFloatArray()).containsExactly(new float[] {4, -2.25f}, within(1e-5f));
        assertThat(norm.tensor().toFloatArray()).containsExactly(new float[] {4, -2.25f}, within(1e-5f));
    }

    @Test
    void longGradientsAreScaledDownToTheLimitTogetherAndTheirNormBeforeIsTold() {
        Parameter matrix = parameter("dense.weight", new Shape(2, 1), 0, 0);
        Parameter bias = parameter("dense.bias", new Shape(1), 0);
        addGradient(matrix, 0, 30);
        addGradient(bias, -40);

        assertThat(new AdamW(manager, List.of(matrix, bias), 0, 0).clip(2)).isCloseTo(50, within(1e-4));

        assertThat(gradient(matrix)).containsExactly(new float[] {0, 1.2f}, within(1e-5f));
        assertThat(gradient(bias)).containsExactly(new float[] {-1.6f}, within(1e-5f));
    }

    @Test
    void gradientsBelowTheLimitAreLeftAlone() {
        Parameter matrix = parameter("dense.weight", new Shape(2, 1), 0, 0);
        Parameter bias = parameter("dense.bias", new Shape(1), 0);
        addGradient(matrix, 0, 0.3f);
        addGradient(bias, -0.4f);

        assertThat(new AdamW(manager, List.of(matrix, bias), 0, 0).clip(2)).isCloseTo(0.5, within(1e-6));

        assertThat(gradient(matrix)).containsExactly(0, 0.3f);
        assertThat(gradient(bias)).containsExactly(-0.4f);
    }

    private Parameter parameter(String name, Shape shape, float... values) {
        NDArray tensor = manager.create(values, shape);
        tensor.setRequiresGradient(true);
        List<Long> dimensions = Arrays.stream(shape.getShape()).boxed().toList();
        return new Parameter(new WeightSpec(name, dimensions), tensor, 1);
    }

    /** Goes back from the product with {@code values}. */
    private static void addGradient(Parameter parameter, float... values) {
        NDArray tensor = parameter.tensor();
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray factors = tensor.getManager().create(values, tensor.getShape());
            collector.backward(tensor.mul(factors).sum());
        }
    }

    private static float[] gradient(Parameter parameter) {
        try (NDArray gradient = parameter.tensor().getGradient()) {
            return gradient.toFloatArray();
        }
    }
}
