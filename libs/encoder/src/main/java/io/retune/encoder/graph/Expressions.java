package io.retune.encoder.graph;

/** Expressions in the serialized form of TorchScript, where a dtype is a number. */
final class Expressions {
    private static final int FLOAT32 = 6;
    private static final int BFLOAT16 = 15;

    private Expressions() {}

    static String bfloat16(String expression) {
        return "torch.to(" + expression + ", " + BFLOAT16 + ")";
    }

    static String float32(String expression) {
        return "torch.to(" + expression + ", " + FLOAT32 + ")";
    }

    static String linear(String x, String weight, String bias) {
        return "torch.linear(%s, %s, %s)".formatted(x, weight, bias);
    }

    /** Calls {@link Dropout#METHOD}. */
    static String dropout(String x, double probability) {
        return probability == 0 ? x : Dropout.of(probability).call(x);
    }
}
