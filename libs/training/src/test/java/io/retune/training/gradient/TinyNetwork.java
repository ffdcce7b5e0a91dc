package io.retune.training.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.retune.encoder.Dtype;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.WeightSpec;
import io.retune.encoder.text.TextTokenizer;
import io.retune.encoder.text.TokenBatch;
import io.retune.training.network.TrainableEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tiny model in training, and texts of letters for it. */
final class TinyNetwork implements AutoCloseable {
    private final NDManager manager = Torch.newManager();
    private final TextTokenizer tokenizer;
    private final TrainableEncoder encoder;

    TinyNetwork(ModelFolder model) {
        this.tokenizer = model.openTokenizer();
        try (EncoderWeights weights = model.readWeights(manager)) {
            this.encoder = new TrainableEncoder(manager, model.description(), weights, Dtype.FP32);
        }
    }

    NDArray forward(NDManager scope, TokenBatch texts) {
        return encoder.forward(scope, texts);
    }

    /** Letter j is number {@code a i + 3 j^2 + i j + a} of the alphabet, counted round. */
    static String text(int a, int i, int letters) {
        StringBuilder text = new StringBuilder();
        for (int j = 0; j < letters; j++) {
            text.append(j == 0 ? "" : " ").append((char) ('a' + (a * i + 3 * j * j + i * j + a) % 26));
        }
        return text.toString();
    }

    /** Texts in their order, cut into calls of the network. */
    List<TokenBatch> tokens(List<String> texts, int textsPerCall) {
        long[][] tokens = tokenizer.encode(texts);
        List<TokenBatch> parts = new ArrayList<>();
        for (int first = 0; first < tokens.length; first += textsPerCall) {
            int[] rows = new int[Math.min(tokens.length - first, textsPerCall)];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = first + i;
            }
            parts.add(TokenBatch.of(tokens, rows));
        }
        return parts;
    }

    /** Gradients since the last call, by name of the weight. */
    Map<String, float[]> takeGradients() {
        List<WeightSpec> specs = encoder.specs();
        Map<String, float[]> gradients = new LinkedHashMap<>();
        for (int i = 0; i < specs.size(); i++) {
            try (NDArray gradient = encoder.parameters().get(i).getGradient()) {
                gradients.put(specs.get(i).name(), gradient.toFloatArray());
                gradient.subi(gradient);
            }
        }
        return gradients;
    }

    @Override
    public void close() {
        encoder.close();
        tokenizer.close();
        manager.close();
    }
}
