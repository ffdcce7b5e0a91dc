package io.retune.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.retune.encoder.Dtype;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.WeightSpec;
import io.retune.encoder.text.TextTokenizer;
import io.retune.encoder.text.TokenBatch;
import io.retune.training.TinyData;
import io.retune.training.TrainingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LowRankWeightsTest {
    private static final LoraOptions OPTIONS = new LoraOptions(4, 12, List.of("query", "key", "value"), 0);
    private static final int HIDDEN = 32;

    @TempDir
    Path folder;

    private NDManager manager;
    private ModelFolder model;
    private EncoderWeights base;

    @BeforeEach
    void open() throws IOException {
        manager = Torch.newManager();
        model = TinyData.model(folder.resolve("model"));
        base = model.readWeights(manager);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void theStartIsTheBaseModelExactly() {
        LowRankWeights weights = new LowRankWeights(manager, base, OPTIONS, 7);
        assertThat(weights.snapshot().digest()).isEqualTo(base.digest());
        assertThat(values(weights.parameters().get(0))).isNotEqualTo(new float[4 * HIDDEN]);
    }

    @Test
    void matrixAIsDrawnBySeedAsPeftDrawsIt() {
        float[] drawn = values(
                new LowRankWeights(manager, base, OPTIONS, 7).parameters().get(0));
        assertThat(values(new LowRankWeights(manager, base, OPTIONS, 7)
                        .parameters()
                        .get(0)))
                .isEqualTo(drawn);
        assertThat(values(new LowRankWeights(manager, base, OPTIONS, 8)
                        .parameters()
                        .get(0)))
                .isNotEqualTo(drawn);
        // Kaiming-uniform with a = sqrt(5): uniform within 1 / sqrt(inputs), so its deviation is that by sqrt(3).
        double squares = 0;
        for (float value : drawn) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo((float) (1 / Math.sqrt(HIDDEN)));
            squares += value * value;
        }
        assertThat(Math.sqrt(squares / drawn.length)).isCloseTo(1 / Math.sqrt(3.0 * HIDDEN), within(0.02));
    }

    /** Keys and shapes as PEFT 0.21.2 writes them for a BertModel of 2 layers and width 32, target by target. */
    @Test
    void adaptersAreNamedAsPeftNamesThem() {
        LowRankWeights attention = new LowRankWeights(manager, base, OPTIONS, 7);
        assertThat(attention.specs())
                .hasSize(2 * 2 * 3)
                .startsWith(
                        new WeightSpec(
                                "base_model.model.encoder.layer.0.attention.self.query.lora_A.weight",
                                List.of(4L, 32L)),
                        new WeightSpec(
                                "base_model.model.encoder.layer.0.attention.self.query.lora_B.weight",
                                List.of(32L, 4L)));
        LowRankWeights dense = new LowRankWeights(
                manager, base, new LoraOptions(4, 8, List.of("output.dense", "intermediate.dense"), 0), 7);
        assertThat(dense.specs().subList(0, 6))
                .containsExactly(
                        new WeightSpec(
                                "base_model.model.encoder.layer.0.attention.output.dense.lora_A.weight",
                                List.of(4L, 32L)),
                        new WeightSpec(
                                "base_model.model.encoder.layer.0.attention.output.dense.lora_B.weight",
                                List.of(32L, 4L)),
                        new WeightSpec(
                                "base_model.model.encoder.layer.0.intermediate.dense.lora_A.weight", List.of(4L, 32L)),
                        new WeightSpec(
                                "base_model.model.encoder.layer.0.intermediate.dense.lora_B.weight", List.of(64L, 4L)),
                        new WeightSpec("base_model.model.encoder.layer.0.output.dense.lora_A.weight", List.of(4L, 64L)),
                        new WeightSpec(
                                "base_model.model.encoder.layer.0.output.dense.lora_B.weight", List.of(32L, 4L)));
    }

    @Test
    void mergedWeightsGiveTheAdaptersVectorsExactly() {
        LowRankWeights adapters = randomAdapters();
        FullWeights merged = new FullWeights(manager, adapters.snapshot());
        float[] adapted = vectors(adapters);
        assertThat(vectors(merged)).isEqualTo(adapted);
        assertThat(vectors(new FullWeights(manager, base))).isNotEqualTo(adapted);
    }

    /** The chain rule of {@code W + scale B A}: dB = scale dW A^T and dA = scale B^T dW, with dW of all weights trained. */
    @Test
    void gradientsAreThoseOfTheWholeMatrixProjected() {
        LowRankWeights adapters = randomAdapters();
        FullWeights full = new FullWeights(manager, adapters.snapshot());
        backward(adapters);
        backward(full);
        for (int i = 0; i < adapters.specs().size(); i += 2) {
            NDArray whole = gradient(full, i);
            NDArray a = adapters.parameters().get(i);
            NDArray b = adapters.parameters().get(i + 1);
            float[] expectedA = values(b.transpose().matMul(whole).mul(OPTIONS.scale()));
            float[] expectedB = values(whole.matMul(a.transpose()).mul(OPTIONS.scale()));
            assertClose(values(a.getGradient()), expectedA);
            assertClose(values(b.getGradient()), expectedB);
        }
    }

    @Test
    void savedAdaptersAreRestored() throws IOException {
        Path file = folder.resolve("adapters.safetensors");
        LowRankWeights adapters = randomAdapters();
        try (TrainableEncoder network = new TrainableEncoder(manager, model.description(), adapters, Dtype.FP32);
                TrainableEncoder other = new TrainableEncoder(
                        manager, model.description(), new LowRankWeights(manager, base, OPTIONS, 1), Dtype.FP32)) {
            network.save(file);
            other.restore(file);
            assertThat(other.snapshot().digest())
                    .isEqualTo(network.snapshot().digest())
                    .isNotEqualTo(base.digest());
        }
    }

    @Test
    void dropoutIsRefusedWithTheReason() {
        assertThatThrownBy(() -> new LoraOptions(16, 32, List.of("query"), 0.1))
                .isInstanceOf(TrainingException.class)
                .hasMessage("LoRA dropout is 0.1, expected 0: the adapter is added to the weights before the network"
                        + " runs, so it has no input of its own to drop; leave it at 0");
        assertThatThrownBy(() -> new LoraOptions(16, 32, List.of("dense"), 0))
                .hasMessage("LoRA targets is [dense], expected some of [query, key, value, attention.output.dense,"
                        + " intermediate.dense, output.dense]");
        assertThatThrownBy(() -> new LoraOptions(0, 32, List.of("query"), 0))
                .hasMessage("LoRA rank is 0, expected 1 or more");
    }

    /** Adapters in the middle of a training: B is no longer 0. */
    private LowRankWeights randomAdapters() {
        LowRankWeights adapters = new LowRankWeights(manager, base, OPTIONS, 7);
        Random random = new Random(3);
        for (int i = 1; i < adapters.parameters().size(); i += 2) {
            NDArray b = adapters.parameters().get(i);
            float[] values = new float[(int) b.size()];
            for (int j = 0; j < values.length; j++) {
                values[j] = 0.1f * (float) random.nextGaussian();
            }
            manager.create(values, b.getShape()).copyTo(b);
        }
        return adapters;
    }

    private float[] vectors(Parameterization parameterization) {
        try (TrainableEncoder network =
                new TrainableEncoder(manager, model.description(), parameterization, Dtype.FP32)) {
            return values(network.forward(manager, batch()));
        }
    }

    /** The gradients of a sum of the vectors, each value weighted differently. */
    private void backward(Parameterization parameterization) {
        TrainableEncoder network = new TrainableEncoder(manager, model.description(), parameterization, Dtype.FP32);
        try (NDManager scope = Torch.newManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray vectors = network.forward(scope, batch());
            NDArray factors = scope.arange((float) vectors.size())
                    .reshape(vectors.getShape())
                    .sin();
            collector.backward(vectors.mul(factors).sum());
        }
    }

    /** The gradient of the weight that the adapter at {@code index} belongs to. */
    private NDArray gradient(FullWeights full, int index) {
        String[] parts = {"query", "key", "value"};
        String name = "encoder.layer." + index / 6 + ".attention.self." + parts[index / 2 % 3] + ".weight";
        int weight = full.specs().stream().map(WeightSpec::name).toList().indexOf(name);
        return full.parameters().get(weight).getGradient();
    }

    private TokenBatch batch() {
        try (TextTokenizer tokenizer = model.openTokenizer()) {
            return TokenBatch.of(tokenizer.encode(List.of("a b c d", "x y", "q w e r t")), new int[] {0, 1, 2});
        }
    }

    private static void assertClose(float[] found, float[] expected) {
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isPositive();
        assertThat(found).containsExactly(expected, within((float) (1e-4 * largest)));
    }

    private static float[] values(NDArray tensor) {
        return tensor.reshape(new Shape(tensor.size())).toFloatArray();
    }
}
