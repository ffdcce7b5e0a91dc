package io.retune.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.text.TokenBatch;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServingGraphTest {
    private static final TokenBatch BATCH = TokenBatch.of(new long[][] {{2, 4, 9, 30, 3}, {2, 17, 3}}, 0, 1);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"bert,cls_token", "bert,mean_tokens", "xlm-roberta,cls_token", "xlm-roberta,lasttoken"})
    void everyBfloat16FormAgreesWithFloat32(String modelType, String pooling) throws IOException {
        ModelFolder model = ModelFolder.open("tiny", TinyModel.write(folder, modelType, pooling, 8));
        float[] exact = forward(model, Dtype.FP32, Dtype.FP32, "fp32");
        assertThat(cosine(forward(model, Dtype.BF16, Dtype.BF16, "bf16, "), exact))
                .isBetween(0.999, 0.9999999);
        assertThat(cosine(forward(model, Dtype.BF16, Dtype.FP32, "bf16 weights, multiplied as fp32"), exact))
                .isBetween(0.999, 0.9999999);
    }

    @Test
    void roundingGoesToTheNearestBfloat16AndToEvenOnTies() throws IOException {
        ModelFolder model = ModelFolder.open("tiny", TinyModel.bert(folder));
        try (NDManager manager = Torch.newManager();
                EncoderWeights weights = model.readWeights(manager)) {
            float[] values = weights.tensors().get(0).toFloatArray();
            // 1 + 1/256 lies half way between 1 and 1 + 1/128; 1 + 3/256 between 1 + 1/128 and 1 + 1/64.
            values[0] = 1 + 0x1p-8f;
            values[1] = -(1 + 3 * 0x1p-8f);
            values[2] = 1 + 0x1p-8f + 0x1p-20f;
            weights.tensors().get(0).set(values);

            weights.roundToBfloat16();

            assertThat(weights.tensors().get(0).toFloatArray()).startsWith(1f, -(1 + 0x1p-6f), 1 + 0x1p-7f);
        }
    }

    private static float[] forward(ModelFolder model, Dtype dtype, Dtype multiplied, String description) {
        try (NDManager manager = Torch.newManager();
                EncoderWeights weights = model.readWeights(manager);
                ServingGraph graph = ServingGraph.of(manager, model.description(), weights, dtype, multiplied)) {
            assertThat(graph.describe()).startsWith(description);
            return graph.forward(BATCH);
        }
    }

    private static double cosine(float[] left, float[] right) {
        double dot = 0;
        double leftSquare = 0;
        double rightSquare = 0;
        for (int i = 0; i < left.length; i++) {
            dot += left[i] * right[i];
            leftSquare += left[i] * left[i];
            rightSquare += right[i] * right[i];
        }
        return dot / Math.sqrt(leftSquare * rightSquare);
    }
}
