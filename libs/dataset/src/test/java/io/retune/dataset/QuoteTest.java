package io.retune.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuoteTest {

    @Test
    void keepsAMessageOnOneShortLine() {
        assertThat(Quote.of("a\nb\tc")).isEqualTo("\"a b c\"");
        assertThat(Quote.of("x".repeat(60))).isEqualTo("\"" + "x".repeat(60) + "\"");
        assertThat(Quote.of("x".repeat(61))).isEqualTo("\"" + "x".repeat(60) + "...\"");
        assertThat(Quote.of("x".repeat(59) + "😀y")).isEqualTo("\"" + "x".repeat(59) + "...\"");
        assertThat(Quote.of("😀 \ud83d")).isEqualTo("\"😀  \"");
    }
}
