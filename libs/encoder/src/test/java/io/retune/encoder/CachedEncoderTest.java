package io.retune.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.Prompts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedEncoderTest {
    @TempDir
    Path temporary;

    private Path model;
    private Path cache;

    @BeforeEach
    void writeModel() throws IOException {
        model = TinyModel.bert(temporary.resolve("model"));
        cache = temporary.resolve("cache");
    }

    @Test
    void aSecondRunReadsWhatTheFirstEncoded() {
        List<String> texts = List.of("ebb", "flood", "ebb", "slack");
        float[] first = encode(texts, 3);
        assertThat(encode(texts, 0)).isEqualTo(first);
        assertThat(encode(List.of("spring", "flood"), 1)).hasSize(2 * 32);
    }

    /** Batches of a window go longest first, so what is missing after a kill is the end of the same plan. */
    @Test
    void anInterruptedRunEndsInTheSameVectorsBitForBit() {
        List<String> texts = texts(TextEncoder.WINDOW + 300);
        float[] undisturbed;
        try (TextEncoder encoder = TinyModel.open(model, Dtype.FP32);
                CachedEncoder cached = new CachedEncoder(encoder, temporary.resolve("other"))) {
            undisturbed = cached.encode(Role.PASSAGE, texts, Progress.NONE).values();
        }
        for (int stop : new int[] {1, 700, TextEncoder.WINDOW + 1}) {
            try (TextEncoder encoder = TinyModel.open(model, Dtype.FP32);
                    CachedEncoder cached = new CachedEncoder(encoder, cache)) {
                assertThatThrownBy(() -> cached.encode(Role.PASSAGE, texts, (done, total) -> {
                            if (done >= stop) {
                                throw new IllegalStateException("killed");
                            }
                        }))
                        .hasMessage("killed");
            }
        }
        try (TextEncoder encoder = TinyModel.open(model, Dtype.FP32);
                CachedEncoder cached = new CachedEncoder(encoder, cache)) {
            float[] resumed = cached.encode(Role.PASSAGE, texts, Progress.NONE).values();
            assertThat(cached.cachedTexts()).isGreaterThan(TextEncoder.WINDOW);
            assertThat(cached.encodedTexts()).isPositive();
            assertThat(resumed).isEqualTo(undisturbed);
        }
    }

    @Test
    void identitiesTellApartWhateverChangesAVector() throws IOException {
        ModelFolder folder = ModelFolder.open("tiny", model);
        ModelIdentity identity = identity(folder, Dtype.FP32);

        assertThat(identity(folder, Dtype.BF16).passage()).isNotEqualTo(identity.passage());
        assertThat(identity(folder.withMaxTokens(20), Dtype.FP32).passage()).isNotEqualTo(identity.passage());
        ModelIdentity queryPrompt = identity(folder.withPrompts(new Prompts("find ", "")), Dtype.FP32);
        assertThat(queryPrompt.passage()).isEqualTo(identity.passage());
        assertThat(queryPrompt.query()).isNotEqualTo(identity.query());
        ModelIdentity passagePrompt = identity(folder.withPrompts(new Prompts("", "say ")), Dtype.FP32);
        assertThat(passagePrompt.passage()).isNotEqualTo(identity.passage());
        assertThat(passagePrompt.query()).isEqualTo(identity.query());
        Path otherWeights = TinyModel.write(temporary.resolve("weights"), "bert", "cls_token", 2);
        assertThat(identity(ModelFolder.open("tiny", otherWeights), Dtype.FP32)).isNotEqualTo(identity);
        Path otherPooling = TinyModel.write(temporary.resolve("pooling"), "bert", "mean_tokens", 1);
        assertThat(identity(ModelFolder.open("tiny", otherPooling), Dtype.FP32)).isNotEqualTo(identity);
        Path same = TinyModel.bert(temporary.resolve("same"));
        assertThat(identity(ModelFolder.open("another name", same), Dtype.FP32)).isEqualTo(identity);
    }

    private static ModelIdentity identity(ModelFolder folder, Dtype dtype) {
        try (var manager = Torch.newManager();
                var weights = folder.readWeights(manager)) {
            return ModelIdentity.of(weights.digest(), folder.tokenizerDigest(), folder.description(), dtype);
        }
    }

    private float[] encode(List<String> texts, int expectedNew) {
        try (TextEncoder encoder = TinyModel.open(model, Dtype.FP32);
                CachedEncoder cached = new CachedEncoder(encoder, cache)) {
            float[] values = cached.encode(Role.PASSAGE, texts, Progress.NONE).values();
            assertThat(cached.encodedTexts()).isEqualTo(expectedNew);
            return values;
        }
    }

    private static List<String> texts(int count) {
        Random random = new Random(3);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(Integer.toString(i, 36).replaceAll("[0-9]", "z") + " x".repeat(random.nextInt(25)) + " " + i);
        }
        return texts;
    }
}
