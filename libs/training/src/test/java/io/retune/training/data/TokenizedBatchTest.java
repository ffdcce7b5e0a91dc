package io.retune.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.dataset.RagDataset;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.Prompts;
import io.retune.encoder.text.TextTokenizer;
import io.retune.encoder.text.TokenBatch;
import io.retune.training.TinyData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizedBatchTest {
    @TempDir
    Path folder;

    private ModelFolder model;

    @BeforeEach
    void writeModel() throws IOException {
        model = TinyData.model(folder);
    }

    @Test
    void promptsStandBeforeTheTextsOfTheirRole() {
        RagDataset dataset = TinyData.pairs(6, 8);
        TokenizedBatch found = tokenized(dataset, new Prompts("find it: ", "text "));
        TokenizedBatch expected = tokenized(TinyData.prefixed(dataset, "find it: ", "text "), Prompts.NONE);

        assertThat(found.candidateIds()).contains("p5", "n5", "m4").isEqualTo(expected.candidateIds());
        assertThat(ids(found.queries())).isEqualTo(ids(expected.queries()));
        assertThat(ids(found.candidates())).isEqualTo(ids(expected.candidates()));
        assertThat(found.tokens()).isEqualTo(expected.tokens());
    }

    private TokenizedBatch tokenized(RagDataset dataset, Prompts prompts) {
        try (TextTokenizer tokenizer = model.openTokenizer()) {
            return TokenizedBatch.of(dataset, TinyData.set(dataset).examples(), tokenizer, prompts);
        }
    }

    private static long[] ids(List<TokenBatch> parts) {
        return parts.stream().flatMapToLong(part -> Arrays.stream(part.ids())).toArray();
    }
}
