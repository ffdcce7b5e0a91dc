package io.retune.encoder.graph;

import static io.retune.encoder.graph.Expressions.bfloat16;
import static io.retune.encoder.graph.Expressions.dropout;
import static io.retune.encoder.graph.Expressions.float32;
import static io.retune.encoder.graph.Expressions.linear;

import io.retune.encoder.model.Architecture;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the encoder as TorchScript source: token ids {@code [B, L]} and attention bias {@code [B, 1, 1, L]} (0 for a
 * token, {@value #MASKED} for padding) in, vectors {@code [B, hidden]} in 32-bit floats out.
 *
 * <p>Under CLS pooling the last layer is computed for the first token alone, and its key and value projections are
 * absorbed: with {@code u = q Wk} per head, {@code softmax(u x^T) x} is formed first and projected by {@code Wv} after,
 * so that the layer's cost no longer contains a product over all tokens. Exact up to rounding.
 */
public final class EncoderGraph {
    /** Added to the attention scores of padding; finite in bfloat16, and its exponential is 0. */
    public static final float MASKED = -10_000f;

    private static final String NO_SCALARS = "annotate(List[Optional[number]], [])";

    private final GraphForm form;
    private final Architecture architecture;
    private final PreparedWeights weights;
    private final List<String> lines = new ArrayList<>();

    private EncoderGraph(GraphForm form) {
        this.form = form;
        this.architecture = form.model().architecture();
        this.weights = new PreparedWeights(form);
    }

    /**
     * The source of a module with the method {@code forward(ids, bias, w)} and, for serving, {@code prepare(ids, bias,
     * w)}, whose result is the {@code w} of {@code forward}.
     */
    public static String source(GraphForm form) {
        EncoderGraph graph = new EncoderGraph(form);
        graph.writeForward();
        String forward = TorchScriptArchive.method(
                "forward", "ids: Tensor, bias: Tensor, w: List[Tensor]", "Tensor", graph.lines);
        if (form.training()) {
            return Dropout.METHOD + forward;
        }
        return forward
                + TorchScriptArchive.method("prepare", "w: List[Tensor]", "List[Tensor]", graph.weights.asList());
    }

    private void add(String line, Object... arguments) {
        lines.add(line.formatted(arguments));
    }

    private String weight(String key) {
        return weights.reference(key);
    }

    private void writeForward() {
        if (form.training()) {
            lines.addAll(weights.asLocals());
        }
        add("B = torch.size(ids, 0)");
        add("L = torch.size(ids, 1)");
        add("T = torch.mul(B, L)");
        add("mask = %s", compute("bias"));
        writeEmbeddings();
        int full = form.firstTokenOnly() ? architecture.layers() - 1 : architecture.layers();
        for (int layer = 0; layer < full; layer++) {
            writeAttention(layer + ".");
            writeFeedForward(layer + ".");
        }
        if (form.firstTokenOnly()) {
            writeFirstTokenLayer();
        } else {
            writePooling();
        }
        if (form.model().normalize()) {
            add("n = torch.clamp_min(torch.norm(c, 2, [1], True), 1e-12)");
            add("c = torch.div(c, n)");
        }
        add("return c");
    }

    private void writeEmbeddings() {
        add("e = torch.add(torch.embedding(%s, ids), torch.slice(%s, 0, 0, L))", weight("word"), weight("position"));
        add("x = %s", norm("torch.reshape(e, [T, %d])".formatted(architecture.hiddenSize()), "embeddingNorm"));
        add("x = %s", residual(dropout("x", form.hiddenDropout())));
    }

    private void writeAttention(String layer) {
        int heads = architecture.heads();
        int headSize = architecture.headSize();
        add("qkv = torch.view(%s, [B, L, 3, %d, %d])", project(compute("x"), layer + "qkv"), heads, headSize);
        // With dropout, the fused operator forms the same matrix and draws for it more slowly.
        if (form.bfloat16Residual() || form.attentionDropout() > 0) {
            add("qkv = torch.contiguous(torch.permute(qkv, [2, 0, 3, 1, 4]))");
            add("qkv = torch.view(qkv, [3, torch.mul(B, %d), L, %d])", heads, headSize);
            add("q = torch.mul(torch.select(qkv, 0, 0), %s)", attentionScale());
            add("s = torch.bmm(q, torch.transpose(torch.select(qkv, 0, 1), 1, 2))");
            add("s = torch.add(torch.view(s, [B, %d, L, L]), mask)", heads);
            add("p = %s", dropout("torch.softmax(s, -1)", form.attentionDropout()));
            add("a = torch.bmm(torch.view(p, [torch.mul(B, %d), L, L]), torch.select(qkv, 0, 2))", heads);
            add("a = torch.view(a, [B, %d, L, %d])", heads, headSize);
        } else {
            add("qkv = torch.permute(qkv, [2, 0, 3, 1, 4])");
            add("a = torch.scaled_dot_product_attention(torch.select(qkv, 0, 0), torch.select(qkv, 0, 1),"
                    + " torch.select(qkv, 0, 2), mask, 0.)");
        }
        add("a = torch.reshape(torch.transpose(a, 1, 2), [T, %d])", architecture.hiddenSize());
        add("y = %s", norm(addResidual("a", "x", layer + "attention"), layer + "attentionNorm"));
    }

    private void writeFeedForward(String layer) {
        add("h = %s", activated(compute("y"), layer + "intermediate"));
        add("x = %s", norm(addResidual("h", "y", layer + "output"), layer + "outputNorm"));
    }

    private void writeFirstTokenLayer() {
        int heads = architecture.heads();
        int headSize = architecture.headSize();
        int hidden = architecture.hiddenSize();
        add("x = torch.view(x, [B, L, %d])", hidden);
        add("xc = %s", compute("x"));
        add("q = %s", linear("torch.select(xc, 1, 0)", weight("last.query.w"), weight("last.query.b")));
        add("q = torch.transpose(torch.view(q, [B, %d, %d]), 0, 1)", heads, headSize);
        add("u = torch.bmm(q, torch.view(%s, [%d, %d, %d]))", weight("last.key.w"), heads, headSize, hidden);
        add("s = %s", float32("torch.bmm(torch.transpose(u, 0, 1), torch.transpose(xc, 1, 2))"));
        add("s = torch.add(torch.mul(s, %s), torch.select(bias, 1, 0))", attentionScale());
        add("p = %s", dropout("torch.softmax(s, -1)", form.attentionDropout()));
        add("z = torch.transpose(torch.bmm(%s, xc), 0, 1)", compute("p"));
        add("v = torch.transpose(torch.view(%s, [%d, %d, %d]), 1, 2)", weight("last.value.w"), heads, headSize, hidden);
        add("a = torch.transpose(torch.bmm(z, v), 0, 1)");
        add("a = torch.add(a, %s)", valueBias(heads, headSize));
        add("a = torch.reshape(a, [B, %d])", hidden);
        add("y = %s", norm(addResidual("a", "torch.select(x, 1, 0)", "last.attention"), "last.attentionNorm"));
        add("h = %s", activated(compute("y"), "last.intermediate"));
        add("c = %s", norm(float32(addResidual("h", "y", "last.output")), "last.outputNorm"));
    }

    /** Under attention dropout a head's probabilities no longer sum to 1, and the value's bias counts that often. */
    private String valueBias(int heads, int headSize) {
        String bias = "torch.view(%s, [1, %d, %d])".formatted(weight("last.value.b"), heads, headSize);
        return form.attentionDropout() == 0
                ? bias
                : "torch.mul(%s, %s)".formatted(compute("torch.sum(p, [2], True)"), bias);
    }

    private void writePooling() {
        add("x = %s", float32("torch.view(x, [B, L, %d])".formatted(architecture.hiddenSize())));
        add("m = %s", float32("torch.eq(torch.view(bias, [B, L]), 0.)"));
        switch (form.model().pooling()) {
            case CLS -> add("c = torch.select(x, 1, 0)");
            case MEAN -> {
                add("s = torch.sum(torch.mul(x, torch.unsqueeze(m, 2)), [1])");
                add("c = torch.div(s, torch.clamp_min(torch.sum(m, [1], True), 1e-9))");
            }
            case LAST_TOKEN -> {
                add("i = torch.sub(torch.to(torch.sum(m, [1], True), 4), 1)");
                add("i = torch.expand(torch.unsqueeze(i, 2), [B, 1, %d])", architecture.hiddenSize());
                add("c = torch.select(torch.gather(x, 1, i), 1, 0)");
            }
        }
    }

    private String attentionScale() {
        return Double.toString(1 / Math.sqrt(architecture.headSize()));
    }

    private String norm(String x, String key) {
        return "torch.layer_norm(%s, [%d], %s, %s, %s)"
                .formatted(
                        x,
                        architecture.hiddenSize(),
                        weight(key + ".w"),
                        weight(key + ".b"),
                        architecture.layerNormEps());
    }

    /** What matrix products take: bfloat16 where the graph computes in it. */
    private String compute(String x) {
        return form.bfloat16() ? bfloat16(x) : x;
    }

    /** What the residual stream is kept in. */
    private String residual(String x) {
        return form.bfloat16Residual() ? bfloat16(x) : x;
    }

    private boolean packed(String key) {
        return form.fused() && !key.startsWith("last.");
    }

    private String project(String x, String key) {
        return packed(key)
                ? "ops.mkldnn._linear_pointwise(%s, %s, %s, \"none\", %s, \"\")"
                        .formatted(x, weight(key + ".w"), weight(key + ".b"), NO_SCALARS)
                : linear(x, weight(key + ".w"), weight(key + ".b"));
    }

    private String activated(String x, String key) {
        String approximation = architecture.activation().approximation();
        return packed(key)
                ? "ops.mkldnn._linear_pointwise(%s, %s, %s, \"gelu\", %s, \"%s\")"
                        .formatted(x, weight(key + ".w"), weight(key + ".b"), NO_SCALARS, approximation)
                : "torch.gelu(%s, approximate=\"%s\")".formatted(project(x, key), approximation);
    }

    private String addResidual(String x, String residual, String key) {
        if (packed(key)) {
            return "ops.mkldnn._linear_pointwise(%s, %s, %s, %s, \"add\")"
                    .formatted(x, residual, weight(key + ".w"), weight(key + ".b"));
        }
        String projected = dropout(project(x, key), form.hiddenDropout());
        boolean widen = form.bfloat16() && !form.bfloat16Residual();
        return "torch.add(%s, %s)".formatted(widen ? float32(projected) : projected, residual);
    }
}
