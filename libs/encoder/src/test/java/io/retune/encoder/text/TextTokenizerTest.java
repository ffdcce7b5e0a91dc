package io.retune.encoder.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.encoder.TinyModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTokenizerTest {
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

    private long[] tokens(String text, int maxTokens) throws IOException {
        Path model = TinyModel.bert(folder.resolve("model"));
        try (TextTokenizer tokenizer = TextTokenizer.open(model.resolve("tokenizer.json"), maxTokens)) {
            return tokenizer.encode(List.of(text))[0];
        }
    }
}
