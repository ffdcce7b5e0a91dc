package io.retune.encoder.graph;

import io.retune.encoder.model.Architecture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the raw weights {@code w[i]} become what a graph computes with: query, key and value joined, positions and token
 * type added, cast to bfloat16, packed for oneDNN. A serving graph does this once in its method {@code prepare}; a
 * training graph does it in each forward pass, so that gradients reach the raw weights.
 */
final class PreparedWeights {
    private static final int Q = 0;
    private static final int K = 2;
    private static final int V = 4;
    private static final int ATTENTION_OUTPUT = 6;
    private static final int ATTENTION_NORM = 8;
    private static final int INTERMEDIATE = 10;
    private static final int OUTPUT = 12;
    private static final int OUTPUT_NORM = 14;
    /** oneDNN packs for about this many rows; other batch sizes run as well. */
    private static final int PACKED_FOR_ROWS = 5120;

    private final GraphForm form;
    private final Map<String, String> expressions = new LinkedHashMap<>();
    private final List<String> keys;

    PreparedWeights(GraphForm form) {
        this.form = form;
        Architecture architecture = form.model().architecture();
        expressions.put("word", "w[0]");
        expressions.put(
                "position",
                "torch.add(torch.slice(w[1], 0, " + architecture.firstPosition() + ", " + architecture.maxPositions()
                        + "), torch.select(w[2], 0, 0))");
        expressions.put("embeddingNorm.w", "w[3]");
        expressions.put("embeddingNorm.b", "w[4]");
        for (int layer = 0; layer < architecture.layers(); layer++) {
            boolean last = layer == architecture.layers() - 1;
            if (last && form.firstTokenOnly()) {
                addFirstTokenLayer(architecture.firstWeightOf(layer));
            } else {
                addLayer(layer + ".", architecture.firstWeightOf(layer));
            }
        }
        keys = List.copyOf(expressions.keySet());
    }

    private void addLayer(String layer, int first) {
        String weight = "torch.cat([w[%d], w[%d], w[%d]], 0)".formatted(first + Q, first + K, first + V);
        String bias = "torch.cat([w[%d], w[%d], w[%d]], 0)".formatted(first + Q + 1, first + K + 1, first + V + 1);
        expressions.put(layer + "qkv.w", packed(cast(weight)));
        expressions.put(layer + "qkv.b", cast(bias));
        addLinear(layer + "attention", first + ATTENTION_OUTPUT, form.fused());
        addNorm(layer + "attentionNorm", first + ATTENTION_NORM, form.bfloat16Residual());
        addLinear(layer + "intermediate", first + INTERMEDIATE, form.fused());
        addLinear(layer + "output", first + OUTPUT, form.fused());
        addNorm(layer + "outputNorm", first + OUTPUT_NORM, form.bfloat16Residual());
    }

    private void addFirstTokenLayer(int first) {
        addLinear("last.query", first + Q, false);
        // The key's bias moves every position's score by the same amount, which softmax takes out again.
        expressions.put("last.key.w", cast("w[" + (first + K) + "]"));
        addLinear("last.value", first + V, false);
        addLinear("last.attention", first + ATTENTION_OUTPUT, false);
        addNorm("last.attentionNorm", first + ATTENTION_NORM, form.bfloat16Residual());
        addLinear("last.intermediate", first + INTERMEDIATE, false);
        addLinear("last.output", first + OUTPUT, false);
        addNorm("last.outputNorm", first + OUTPUT_NORM, false);
    }

    private void addLinear(String key, int index, boolean pack) {
        String weight = cast("w[" + index + "]");
        expressions.put(key + ".w", pack ? packed(weight) : weight);
        expressions.put(key + ".b", cast("w[" + (index + 1) + "]"));
    }

    private void addNorm(String key, int index, boolean bfloat16) {
        expressions.put(key + ".w", bfloat16 ? Expressions.bfloat16("w[" + index + "]") : "w[" + index + "]");
        expressions.put(
                key + ".b", bfloat16 ? Expressions.bfloat16("w[" + (index + 1) + "]") : "w[" + (index + 1) + "]");
    }

    private String cast(String expression) {
        return form.bfloat16() ? Expressions.bfloat16(expression) : expression;
    }

    private String packed(String expression) {
        return form.fused()
                ? "ops.mkldnn._reorder_linear_weight(" + expression + ", " + PACKED_FOR_ROWS + ")"
                : expression;
    }

    /** How the graph's body names a prepared weight. */
    String reference(String key) {
        int index = keys.indexOf(key);
        if (index < 0) {
            throw new IllegalArgumentException("no prepared weight " + key);
        }
        return form.training() ? "p" + index : "w[" + index + "]";
    }

    /** Statements that a training graph starts with: every prepared weight as a local {@code p<i>}. */
    List<String> asLocals() {
        List<String> lines = new ArrayList<>();
        keys.forEach(key -> lines.add("p" + keys.indexOf(key) + " = " + expressions.get(key)));
        return lines;
    }

    /** The body of {@code prepare}: the same as a list. */
    List<String> asList() {
        return List.of("return [" + String.join(", ", expressions.values()) + "]");
    }
}
