package io.retune.encoder.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.retune.encoder.graph.EncoderGraph;
import java.util.Arrays;
import java.util.List;

/**
 * Texts that go through the network together, padded to the longest.
 *
 * @param rows which text each row is
 * @param length columns: tokens of the longest text
 * @param ids token ids, row after row; {@code rows.length * length}
 * @param bias 0 for a token, {@link EncoderGraph#MASKED} for padding; same layout
 */
@SuppressWarnings("ArrayRecordComponent") // passed on to native code, never compared
public record TokenBatch(int[] rows, int length, long[] ids, float[] bias) {
    /** Joins the texts {@code rows} of {@code tokens} in that order. */
    public static TokenBatch of(long[][] tokens, int... rows) {
        int length = Arrays.stream(rows).map(row -> tokens[row].length).max().orElse(0);
        long[] ids = new long[rows.length * length];
        float[] bias = new float[rows.length * length];
        for (int i = 0; i < rows.length; i++) {
            long[] text = tokens[rows[i]];
            System.arraycopy(text, 0, ids, i * length, text.length);
            Arrays.fill(bias, i * length + text.length, (i + 1) * length, EncoderGraph.MASKED);
        }
        return new TokenBatch(rows, length, ids, bias);
    }

    /** The network's arguments: ids {@code [B, L]} and bias {@code [B, 1, 1, L]}. */
    public List<NDArray> arguments(NDManager scope) {
        return List.of(
                scope.create(ids, new Shape(rows.length, length)),
                scope.create(bias, new Shape(rows.length, 1, 1, length)));
    }
}
