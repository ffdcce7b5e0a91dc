package io.retune.encoder.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.encoder.graph.EncoderGraph;
import org.junit.jupiter.api.Test;

class TokenBatchTest {
    @Test
    void aSliceIsPaddedToItsOwnLongest() {
        long[][] tokens = {{1, 2, 3, 4}, {5}, {6, 7}, {8, 9, 10}};
        TokenBatch batch = TokenBatch.of(tokens, 0, 3, 2, 1);

        TokenBatch slice = batch.slice(2, 4);

        assertThat(slice.rows()).containsExactly(2, 1);
        assertThat(slice.length()).isEqualTo(2);
        assertThat(slice.ids()).containsExactly(6, 7, 5, 0);
        assertThat(slice.bias()).containsExactly(0, 0, 0, EncoderGraph.MASKED);
    }
}
