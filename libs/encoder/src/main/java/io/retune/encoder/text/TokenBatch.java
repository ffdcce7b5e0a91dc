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

    /**
     * Some of these texts, padded to their own longest.
     *
     * @param from the first row
     * @param to the row after the last
     */
    public TokenBatch slice(int from, int to) {
        int longest = 0;
        for (int row = from; row < to; row++) {
            longest = Math.max(longest, tokensOf(row));
        }
        long[] ownIds = new long[(to - from) * longest];
        float[] ownBias = new float[ownIds.length];
        for (int row = from; row < to; row++) {
            System.arraycopy(ids, row * length, ownIds, (row - from) * longest, longest);
            System.arraycopy(bias, row * length, ownBias, (row - from) * longest, longest);
        }
        return new TokenBatch(Arrays.copyOfRange(rows, from, to), longest, ownIds, ownBias);
    }

    /** Padding comes after the tokens. */
    private int tokensOf(int row) {
        int tokens = length;
        while (tokens > 0 && bias[row * length + tokens - 1] != 0) {
            tokens--;
        }
        return tokens;
    }

    /** The network's arguments: ids {@code [B, L]} and bias {@code [B, 1, 1, L]}. */
    public List<NDArray> arguments(NDManager scope) {
        return List.of(
                scope.create(ids, new Shape(rows.length, length)),
                scope.create(bias, new Shape(rows.length, 1, 1, length)));
    }
}
