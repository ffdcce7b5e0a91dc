package io.retune.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.retune.encoder.Dtype;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelDescription;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.text.TextTokenizer;
import io.retune.encoder.text.TokenBatch;
import io.retune.training.TinyData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainableEncoderTest {
    /** A dropout that draws and drops nothing: rounded, its probability is 0. */
    private static final double NOTHING = 1e-6;

    @TempDir
    Path folder;

    private NDManager manager;
    private ModelFolder model;

    /** Vectors, then the gradients of each weight. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Pass(float[] vectors, List<float[]> gradients) {}

    @BeforeEach
    void open() throws IOException {
        manager = Torch.newManager();
        model = TinyData.model(folder.resolve("model"));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Both attention forms: the fused operator runs only without dropout. */
    @Test
    void dropoutThatDropsNothingChangesNothing() throws IOException {
        assertThat(distance(run(0, NOTHING, Dtype.FP32), run(0, 0, Dtype.FP32))).isLessThan(1e-5);
        assertThat(distance(run(NOTHING, 0, Dtype.FP32), run(0, 0, Dtype.FP32))).isLessThan(1e-5);
    }

    @Test
    void dropoutDraws() throws IOException {
        assertThat(distance(run(0, 0.1, Dtype.FP32), run(0, 0, Dtype.FP32))).isGreaterThan(1e-2);
        assertThat(distance(run(0.1, 0, Dtype.FP32), run(0, 0, Dtype.FP32))).isGreaterThan(1e-2);
    }

    /** bfloat16 has 8 significant bits: 1/256 for each rounding, of which there are dozens in a pass. */
    @Test
    void bfloat16AgreesWithFloat32ToItsRounding() throws IOException {
        assertThat(distance(run(0, 0, Dtype.BF16), run(0, 0, Dtype.FP32))).isBetween(1e-4, 0.05);
        assertThat(distance(run(NOTHING, NOTHING, Dtype.BF16), run(0, 0, Dtype.FP32)))
                .isBetween(1e-4, 0.05);
    }

    /** The largest distance of vectors or a weight's gradient, relative to its length. */
    private static double distance(Pass found, Pass expected) {
        double largest = distance(found.vectors(), expected.vectors());
        for (int i = 0; i < expected.gradients().size(); i++) {
            largest = Math.max(
                    largest,
                    distance(found.gradients().get(i), expected.gradients().get(i)));
        }
        return largest;
    }

    private static double distance(float[] found, float[] expected) {
        double square = 0;
        double length = 0;
        for (int i = 0; i < expected.length; i++) {
            square += Math.pow(found[i] - expected[i], 2);
            length += Math.pow(expected[i], 2);
        }
        // The key's bias has no gradient but rounding.
        return length < 1e-9 ? 0 : Math.sqrt(square / length);
    }

    /** The gradients of a sum of the vectors, each value weighted differently. */
    private Pass run(double hiddenDropout, double attentionDropout, Dtype dtype) throws IOException {
        ModelDescription description = model.description()
                .withArchitecture(model.description().architecture().withDropout(hiddenDropout, attentionDropout));
        Torch.seed(3);
        try (EncoderWeights weights = model.readWeights(manager);
                TrainableEncoder network = new TrainableEncoder(manager, description, weights, dtype);
                NDManager scope = Torch.newManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray vectors = network.forward(scope, batch());
            NDArray factors = scope.arange((float) vectors.size())
                    .reshape(vectors.getShape())
                    .sin();
            collector.backward(vectors.mul(factors).sum());
            List<float[]> gradients = new ArrayList<>();
            for (NDArray parameter : network.parameters()) {
                gradients.add(parameter.getGradient().toFloatArray());
            }
            return new Pass(vectors.toFloatArray(), gradients);
        }
    }

    private TokenBatch batch() {
        try (TextTokenizer tokenizer = model.openTokenizer()) {
            return TokenBatch.of(tokenizer.encode(List.of("a b c d", "x y", "q w e r t")), new int[] {0, 1, 2});
        }
    }
}
