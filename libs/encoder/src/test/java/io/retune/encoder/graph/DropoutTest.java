package io.retune.encoder.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
    /** No multiple of the four values that share a draw. */
    private static final int VALUES = 400_003;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = Torch.newManager();
        Torch.seed(5);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.02})
    void dropsTheShareAndKeepsTheExpectation(double probability) {
        float[] kept = dropped(ones(), probability, false).toFloatArray();

        double sum = 0;
        int zeros = 0;
        for (float value : kept) {
            sum += value;
            zeros += value == 0 ? 1 : 0;
        }
        double deviation = Math.sqrt(probability * (1 - probability) / VALUES);
        assertThat((double) zeros / VALUES).isCloseTo(probability, within(4 * deviation));
        assertThat(sum / VALUES).isCloseTo(1, within(5 * deviation / (1 - probability)));
        for (float value : kept) {
            assertThat(value == 0 || Math.abs(value - 1 / (1 - probability)) < 1e-4)
                    .isTrue();
        }
    }

    /** All four lanes of a draw, which a wrong sign or an unused bit would tell apart. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void dropsTheSameShareInEachLane(int lane) {
        float[] kept = dropped(ones(), 0.1, false).toFloatArray();

        int zeros = 0;
        for (int i = lane; i < VALUES; i += 4) {
            zeros += kept[i] == 0 ? 1 : 0;
        }
        assertThat(zeros / (VALUES / 4.0)).isCloseTo(0.1, within(4 * Math.sqrt(0.09 / (VALUES / 4.0))));
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6})
    void theSeedDecides(int seed) {
        float[] first = dropped(ones(), 0.1, false).toFloatArray();
        Torch.seed(seed);
        assertThat(Arrays.equals(dropped(ones(), 0.1, false).toFloatArray(), first))
                .isEqualTo(seed == 5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5})
    void gradientsGoTheSameWay(double probability) {
        NDArray x = ones();
        x.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray kept = dropped(x, probability, true);
            collector.backward(kept.sum());
            assertThat(x.getGradient().toFloatArray()).isEqualTo(kept.toFloatArray());
        }
    }

    private NDArray ones() {
        return manager.ones(new Shape(VALUES));
    }

    private NDArray dropped(NDArray x, double probability, boolean gradients) {
        String forward = TorchScriptArchive.method(
                "forward", "x: Tensor", "Tensor", List.of("return " + Expressions.dropout("x", probability)));
        TorchModule module = TorchModule.compile(manager, Dropout.METHOD + forward);
        return module.call("forward", manager, List.of(x), List.of(), gradients).head();
    }
}
