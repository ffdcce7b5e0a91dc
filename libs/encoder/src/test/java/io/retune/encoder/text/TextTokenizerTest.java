package io.retune.encoder.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.encoder.TinyModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTokenizerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LONG = "a ".repeat(9000);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {30, 512, 1024, 8192})
    void aTextIsCutWhereItIsSaidAndNowhereElse(int maxTokens) throws IOException {
        assertThat(tokens(LONG, maxTokens)).hasSize(maxTokens);
    }

    @Test
    void aTextThatFitsIsWhole() throws IOException {
        assertThat(tokens("a b c", 8192)).hasSize(5);
    }

    @Test
    void aLongTextHasTheTokensItWouldHaveIfAllWereRead() throws IOException {
        String late = " ".repeat(100_000) + "a b c";
        String word = "abc".repeat(10_000) + " a b c";
        Path model = TinyModel.bert(folder.resolve("model"));
        try (TextTokenizer tokenizer = TextTokenizer.open(model.resolve("tokenizer.json"), 30)) {
            long[] unknown = tokenizer.encode(List.of("abc".repeat(100) + " a b c"))[0];
            assertThat(unknown).hasSize(6);
            long[][] expected = tokenizer.encode(List.of("a ".repeat(40), "a b c", "b"));
            assertThat(tokenizer.encode(List.of(LONG, late, "b", word)))
                    .isDeepEqualTo(new long[][] {expected[0], expected[1], expected[2], unknown});
        }
    }

    @Test
    void aStrideOfTheFileIsNoMatter() throws IOException {
        Path file = TinyModel.bert(folder.resolve("strided")).resolve("tokenizer.json");
        ObjectNode tokenizer = (ObjectNode) JSON.readTree(file.toFile());
        tokenizer
                .putObject("truncation")
                .put("direction", "Right")
                .put("max_length", 512)
                .put("strategy", "LongestFirst")
                .put("stride", 128);
        JSON.writeValue(file.toFile(), tokenizer);
        try (TextTokenizer strided = TextTokenizer.open(file, 64)) {
            assertThat(strided.encode(List.of(LONG))[0]).hasSize(64);
        }
    }

    private long[] tokens(String text, int maxTokens) throws IOException {
        Path model = TinyModel.bert(folder.resolve("model"));
        try (TextTokenizer tokenizer = TextTokenizer.open(model.resolve("tokenizer.json"), maxTokens)) {
            return tokenizer.encode(List.of(text))[0];
        }
    }
}
