package io.retune.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.Prompts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextEncoderTest {
    private static final Offset<Double> ROUNDING = within(1e-5);
    private static final List<String> TEXTS = List.of(
            "ebb", "the ferry leaves at seven", "q", "a much longer text about tides and slack water in the sound", "");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "bert,cls_token",
        "bert,mean_tokens",
        "bert,lasttoken",
        "xlm-roberta,cls_token",
        "xlm-roberta,mean_tokens"
    })
    void everyRowOfABatchEqualsTheSingleText(String modelType, String pooling) throws IOException {
        TinyModel.write(folder, modelType, pooling, 5);
        try (TextEncoder encoder = TinyModel.open(folder, Dtype.FP32)) {
            float[][] together = encoder.encode(Role.PASSAGE, TEXTS);
            for (int i = 0; i < TEXTS.size(); i++) {
                float[] alone = encoder.encode(Role.PASSAGE, List.of(TEXTS.get(i)))[0];
                assertThat(cosine(together[i], alone)).as(TEXTS.get(i)).isCloseTo(1, ROUNDING);
                assertThat(cosine(together[i], together[i])).isCloseTo(1, ROUNDING);
            }
        }
    }

    @Test
    void textsOfSeveralWindowsComeBackInOrder() throws IOException {
        TinyModel.bert(folder);
        Random random = new Random(11);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < TextEncoder.WINDOW + 50; i++) {
            texts.add(String.valueOf((char) ('a' + random.nextInt(26))).repeat(1 + random.nextInt(3)));
        }
        try (TextEncoder encoder = TinyModel.open(folder, Dtype.FP32)) {
            float[][] vectors = encoder.encode(Role.QUERY, texts);
            Map<String, float[]> first = new java.util.HashMap<>();
            for (int i = 0; i < texts.size(); i++) {
                float[] expected = first.putIfAbsent(texts.get(i), vectors[i]);
                if (expected != null) {
                    assertThat(cosine(vectors[i], expected)).as("text %s", i).isCloseTo(1, ROUNDING);
                }
            }
            // Letters, and the two tokens around each text.
            assertThat(encoder.tokens())
                    .isEqualTo(
                            texts.stream().mapToLong(text -> text.length() + 2).sum());
        }
    }

    @ParameterizedTest
    @CsvSource({"bert,cls_token", "bert,mean_tokens", "xlm-roberta,lasttoken"})
    void bfloat16AgreesWithFloat32(String modelType, String pooling) throws IOException {
        TinyModel.write(folder, modelType, pooling, 6);
        try (TextEncoder exact = TinyModel.open(folder, Dtype.FP32);
                TextEncoder rounded = TinyModel.open(folder, Dtype.BF16)) {
            float[][] expected = exact.encode(Role.PASSAGE, TEXTS);
            float[][] found = rounded.encode(Role.PASSAGE, TEXTS);
            for (int i = 0; i < TEXTS.size(); i++) {
                assertThat(cosine(found[i], expected[i])).as(TEXTS.get(i)).isGreaterThan(0.999);
            }
            assertThat(rounded.graph()).startsWith("bf16");
            assertThat(exact.graph()).startsWith("fp32");
        }
    }

    @Test
    void theRolesPromptStandsInFrontOfTheText() throws IOException {
        ModelFolder model = ModelFolder.open("tiny", TinyModel.bert(folder));
        try (TextEncoder plain = TextEncoder.open(model, Dtype.FP32);
                TextEncoder prompted = TextEncoder.open(model.withPrompts(new Prompts("find ", "")), Dtype.FP32)) {
            float[] query = prompted.encode(Role.QUERY, List.of("tide"))[0];
            assertThat(query).isEqualTo(plain.encode(Role.QUERY, List.of("find tide"))[0]);
            assertThat(prompted.encode(Role.PASSAGE, List.of("tide"))[0])
                    .isEqualTo(plain.encode(Role.PASSAGE, List.of("tide"))[0]);
        }
    }

    @Test
    void textsAreCutAtTheMaximumLength() throws IOException {
        ModelFolder model = ModelFolder.open("tiny", TinyModel.bert(folder)).withMaxTokens(5);
        try (TextEncoder encoder = TextEncoder.open(model, Dtype.FP32)) {
            float[][] vectors = encoder.encode(Role.PASSAGE, List.of("a b c d e f", "a b c", "a b d"));
            assertThat(cosine(vectors[0], vectors[1])).isCloseTo(1, ROUNDING);
            assertThat(cosine(vectors[0], vectors[2])).isLessThan(0.9999);
        }
    }

    private static double cosine(float[] left, float[] right) {
        double dot = 0;
        double leftSquare = 0;
        double rightSquare = 0;
        for (int i = 0; i < left.length; i++) {
            dot += left[i] * right[i];
            leftSquare += left[i] * left[i];
            rightSquare += right[i] * right[i];
        }
        assertThat(leftSquare).isCloseTo(1, within(1e-3));
        return dot / Math.sqrt(leftSquare * rightSquare);
    }
}
