package io.retune.training.merging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.retune.encoder.TinyModel;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.training.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelMergeTest {
    @TempDir
    Path folder;

    private ModelFolder one;
    private ModelFolder two;
    private ModelFolder three;

    @BeforeEach
    void writeModels() throws IOException {
        one = model("one", 1);
        two = model("two", 2);
        three = model("three", 3);
    }

    @Test
    void theEndsOfTheLineAreTheModelsBitForBit() {
        try (NDManager manager = Torch.newManager();
                EncoderWeights base = one.readWeights(manager);
                EncoderWeights tuned = two.readWeights(manager)) {
            EncoderWeights.bytes(base.tensors().get(0)).asFloatBuffer().put(0, Float.NaN);
            EncoderWeights.bytes(tuned.tensors().get(0)).asFloatBuffer().put(1, -0f);
            assertThat(digest(manager, base, tuned, 0)).isEqualTo(base.digest());
            assertThat(digest(manager, base, tuned, 1)).isEqualTo(tuned.digest());
        }
    }

    @Test
    void aPointBetweenIsTheWeightedMeanOfEveryWeight() {
        try (NDManager manager = Torch.newManager();
                EncoderWeights base = one.readWeights(manager);
                EncoderWeights tuned = two.readWeights(manager);
                EncoderWeights between = WeightedMean.between(manager, base, tuned, 0.25)) {
            for (int i = 0; i < base.tensors().size(); i++) {
                float[] from = base.tensors().get(i).toFloatArray();
                float[] to = tuned.tensors().get(i).toFloatArray();
                float[] found = between.tensors().get(i).toFloatArray();
                for (int j = 0; j < from.length; j++) {
                    assertThat(found[j]).isEqualTo((float) (from[j] + 0.25 * ((double) to[j] - from[j])));
                }
            }
        }
    }

    @Test
    void severalModelsAreWrittenAsOneFolder() {
        Path target = folder.resolve("merged");
        new ModelMerge(List.of(one, two, three), Shares.of(List.of(0.2, 0.3))).write(target);

        try (NDManager manager = Torch.newManager();
                EncoderWeights merged = ModelFolder.open("merged", target).readWeights(manager)) {
            float expected = (float) (0.5 * first(one) + 0.2 * first(two) + 0.3 * first(three));
            assertThat(merged.tensors().get(0).toFloatArray()[0]).isEqualTo(expected);
        }
        assertThat(target.resolve("manifest.json")).exists();
    }

    @Test
    void anotherTokenizerIsRefused() throws IOException {
        Path tokenizer = two.folder().resolve("tokenizer.json");
        Files.writeString(
                tokenizer, Files.readString(tokenizer).replace("\"lowercase\": true", "\"lowercase\": false"));
        assertThatThrownBy(() -> new ModelMerge(List.of(one, two), Shares.equal(2)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("merging one with two: tokenizer.json of the second cuts texts into other tokens; take"
                        + " models tuned from one base");
    }

    /** sentence-transformers stores the lengths that it trained with in there. */
    @Test
    void aTokenizerWithLengthsIsTheSame() throws IOException {
        Path tokenizer = two.folder().resolve("tokenizer.json");
        String lengths =
                """
                {"truncation": {"direction": "Right", "max_length": 8, "strategy": "LongestFirst", "stride": 0},""";
        Files.writeString(
                tokenizer,
                Files.readString(tokenizer)
                        .replaceAll("\"truncation\": *null,", "")
                        .replaceFirst("\\{", lengths));
        assertThat(two.tokenizerDigest()).isNotEqualTo(one.tokenizerDigest());
        new ModelMerge(List.of(one, two), Shares.equal(2)).write(folder.resolve("merged"));
        assertThat(folder.resolve("merged/manifest.json")).exists();
    }

    @Test
    void anotherNetworkOrPoolingIsRefused() throws IOException {
        ModelFolder other =
                ModelFolder.open("other", TinyModel.write(folder.resolve("other"), "xlm-roberta", "cls_token", 1));
        assertThatThrownBy(() -> new ModelMerge(List.of(one, other), Shares.equal(2)))
                .hasMessageStartingWith("merging one with other: architecture of the second is ");
        ModelFolder pooled =
                ModelFolder.open("pooled", TinyModel.write(folder.resolve("pooled"), "bert", "mean_tokens", 1));
        assertThatThrownBy(() -> new ModelMerge(List.of(one, pooled), Shares.equal(2)))
                .hasMessage("merging one with pooled: pooling of the second is MEAN, expected CLS as in the first; take"
                        + " models tuned from one base");
    }

    @Test
    void sharesThatAreNoneAreRefused() {
        assertThatThrownBy(() -> Shares.of(List.of(0.7, 0.4)))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("weights [0.7, 0.4] add up to 1.1")
                .hasMessageEndingWith(", expected at most 1: the first model gets what is left; choose smaller ones");
        assertThatThrownBy(() -> Shares.of(List.of(-0.5)))
                .hasMessage("shares are [1.5, -0.5], expected each from 0 to 1; choose other weights");
        assertThatThrownBy(() -> Shares.of(List.of(Double.NaN))).isInstanceOf(TrainingException.class);
        assertThatThrownBy(() -> new ModelMerge(List.of(one, two), Shares.equal(3)))
                .hasMessage("merging: 2 models and 3 shares, expected as many; state one share per model");
        assertThat(Shares.of(List.of(0.2, 0.3)).values()).containsExactly(0.5, 0.2, 0.3);
    }

    private static String digest(NDManager manager, EncoderWeights base, EncoderWeights tuned, double alpha) {
        try (EncoderWeights between = WeightedMean.between(manager, base, tuned, alpha)) {
            return between.digest();
        }
    }

    private static double first(ModelFolder model) {
        try (NDManager manager = Torch.newManager();
                EncoderWeights weights = model.readWeights(manager)) {
            return weights.tensors().get(0).toFloatArray()[0];
        }
    }

    private ModelFolder model(String name, long seed) throws IOException {
        return ModelFolder.open(name, TinyModel.write(folder.resolve(name), "bert", "cls_token", seed));
    }
}
