package io.retune.encoder.graph;

import java.util.List;

/**
 * Dropout from 16 random bits for each value: four values share a draw of the generator, where {@code torch.dropout}
 * takes one for each. The probability is rounded to a multiple of 1/65,536, and what is kept is scaled by the rounded
 * one, so that the expectation is exact.
 *
 * @param dropped of 65,536 values
 */
record Dropout(int dropped) {
    /** The method that a graph with dropout needs. */
    static final String METHOD = TorchScriptArchive.method(
            "dropout",
            "x: Tensor, threshold: int, kept: float",
            "Tensor",
            List.of(
                    "n = torch.numel(x)",
                    "r = torch.empty([torch.floordiv(torch.add(n, 3), 4)], dtype=4)",
                    "r = torch.random_(r, torch.sub(-9223372036854775807, 1), None)",
                    "b = torch.reshape(torch.slice(torch.view_copy(r, dtype=2), 0, 0, n), torch.size(x))",
                    "return torch.mul(x, torch.type_as(torch.div(torch.ge(b, threshold), kept), x))"));

    private static final int OUTCOMES = 1 << Short.SIZE;

    static Dropout of(double probability) {
        return new Dropout(Math.toIntExact(Math.round(probability * OUTCOMES)));
    }

    String call(String x) {
        double kept = 1 - (double) dropped / OUTCOMES;
        return "(self).dropout(%s, %d, %s)".formatted(x, Short.MIN_VALUE + dropped, kept);
    }
}
