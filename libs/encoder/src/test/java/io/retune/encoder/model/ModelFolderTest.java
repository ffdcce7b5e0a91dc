package io.retune.encoder.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.encoder.Dtype;
import io.retune.encoder.EncoderException;
import io.retune.encoder.Role;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.TinyModel;
import io.retune.encoder.graph.Torch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void writeModel() throws IOException {
        folder = TinyModel.bert(temporary.resolve("model"));
    }

    @Test
    void describesWhatTheFilesSay() {
        ModelDescription model = ModelFolder.open("tiny", folder).description();

        assertThat(model.pooling()).isEqualTo(Pooling.CLS);
        assertThat(model.normalize()).isTrue();
        assertThat(model.dimensions()).isEqualTo(32);
        // The tokenizer's limit, below the network's 64 positions.
        assertThat(model.maxTokens()).isEqualTo(60);
        assertThat(model.prompts()).isEqualTo(Prompts.NONE);
    }

    @Test
    void newModuleTypesAndPoolingModesAreRead() throws IOException {
        replace("modules.json", "sentence_transformers.models.", "sentence_transformers.sentence_transformer.modules.");
        Files.writeString(folder.resolve("1_Pooling/config.json"), "{\"pooling_mode\": \"mean\"}");
        Files.writeString(
                folder.resolve("config_sentence_transformers.json"),
                "{\"prompts\": {\"query\": \"find: \", \"document\": \"text: \"}}");
        Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 20}");

        ModelDescription model = ModelFolder.open("tiny", folder).description();

        assertThat(model.pooling()).isEqualTo(Pooling.MEAN);
        assertThat(model.prompts()).isEqualTo(new Prompts("find: ", "text: "));
        assertThat(model.maxTokens()).isEqualTo(20);
    }

    @Test
    void aCheckpointIsReadBackWithTheSameVectors() {
        ModelFolder model = ModelFolder.open("tiny", folder)
                .withPrompts(new Prompts("find ", "say "))
                .withMaxTokens(30);
        Path checkpoint = temporary.resolve("deeper/checkpoint");
        try (var manager = Torch.newManager();
                EncoderWeights weights = model.readWeights(manager)) {
            model.writeCheckpoint(checkpoint, weights);
        }
        ModelFolder read = ModelFolder.open("tuned", checkpoint);

        assertThat(read.description()).isEqualTo(model.description());
        assertThat(vectors(read)).isDeepEqualTo(vectors(model));
        assertThat(checkpoint.resolve("modules.json"))
                .content()
                .contains(
                        "\"sentence_transformers.models.Transformer\"",
                        "\"sentence_transformers.models.Pooling\"",
                        "\"sentence_transformers.models.Normalize\"");
        assertThat(checkpoint.resolve("manifest.json")).exists();
    }

    @Test
    void aFileThatIsNotTheManifestsIsRefusedWithBothDigests() throws IOException {
        Path checkpoint = temporary.resolve("checkpoint");
        ModelFolder model = ModelFolder.open("tiny", folder);
        try (var manager = Torch.newManager();
                EncoderWeights weights = model.readWeights(manager)) {
            model.writeCheckpoint(checkpoint, weights);
        }
        Path file = checkpoint.resolve("model.safetensors");
        String expected = Sha256.of(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(() -> ModelFolder.open("tuned", checkpoint))
                .isInstanceOf(EncoderException.class)
                .hasMessage(file + ": sha256 is " + Sha256.of(file) + ", expected " + expected
                        + " from manifest.json; the file was changed or damaged: restore it");
    }

    @Test
    void aCheckpointThatCannotBeFinishedLeavesNothingBehind() throws IOException {
        assertThatThrownBy(() -> NewFolder.write(temporary.resolve("half"), building -> {
                    Files.writeString(building.resolve("config.json"), "{}");
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(EncoderException.class)
                .hasMessage(temporary.resolve("half") + ": cannot be written (java.io.IOException: No space left on"
                        + " device); free space or choose another folder");
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files).containsExactly(folder);
        }
    }

    @Test
    void anExistingFolderIsNeverReplaced() {
        assertThatThrownBy(() -> NewFolder.write(folder, building -> {}))
                .isInstanceOf(EncoderException.class)
                .hasMessage(folder + ": exists already; choose another folder or remove this one");
    }

    @Test
    void anUnknownArchitectureIsNamed() throws IOException {
        replace("config.json", "\"model_type\": \"bert\"", "\"model_type\": \"mamba\"");
        assertRefused(folder.resolve("config.json")
                + ": model_type is \"mamba\", expected bert, roberta or xlm-roberta; choose a model of one of these"
                + " families");
    }

    @Test
    void aModuleThatIsNotSupportedIsNamed() throws IOException {
        replace("modules.json", "models.Normalize", "models.Dense");
        assertRefused(folder.resolve("modules.json")
                + ": module type \"sentence_transformers.models.Dense\" is not supported, expected Transformer, Pooling,"
                + " Normalize; choose another model");
    }

    @Test
    void aPoolingThatIsNotSupportedIsNamed() throws IOException {
        Path config = folder.resolve("1_Pooling/config.json");
        Files.writeString(config, "{\"pooling_mode\": \"weightedmean\"}");
        assertRefused(
                config + ": pooling mode is \"weightedmean\", expected cls, mean or lasttoken; choose another model");
    }

    @Test
    void severalPoolingModesAreRefusedAndAListOfOneIsRead() throws IOException {
        Path config = folder.resolve("1_Pooling/config.json");
        Files.writeString(config, "{\"pooling_mode\": [\"cls\"]}");
        assertThat(ModelFolder.open("tiny", folder).description().pooling()).isEqualTo(Pooling.CLS);
        Files.writeString(config, "{\"pooling_mode\": [\"cls\", \"mean\"]}");
        assertRefused(config + ": names 2 pooling modes, [\"cls\",\"mean\"], expected one; choose another model");
    }

    @Test
    void theLimitIsReadWhateverNetworkItsFileIsNamedAfter() throws IOException {
        Files.writeString(folder.resolve("sentence_xlm-roberta_config.json"), "{\"max_seq_length\": 20}");
        assertThat(ModelFolder.open("tiny", folder).description().maxTokens()).isEqualTo(20);
    }

    @Test
    void lowerCaseMustBeTheTokenizers() throws IOException {
        Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"do_lower_case\": true}");
        assertThat(ModelFolder.open("tiny", folder).description().pooling()).isEqualTo(Pooling.CLS);
        replace("tokenizer.json", "\"lowercase\": true", "\"lowercase\": false");
        assertRefused(folder + ": do_lower_case is true, but tokenizer.json keeps the case of texts, expected one that"
                + " lowers it; set do_lower_case to false if texts shall keep theirs");
    }

    @Test
    void aCheckpointOfAHalfPrecisionBaseStatesFullPrecisionAlone() throws IOException {
        replace("config.json", "\"model_type\"", "\"dtype\": \"float16\", \"model_type\"");
        ModelFolder model = ModelFolder.open("tiny", folder);
        Path checkpoint = temporary.resolve("checkpoint");
        try (var manager = Torch.newManager();
                EncoderWeights weights = model.readWeights(manager)) {
            model.writeCheckpoint(checkpoint, weights);
        }
        assertThat(checkpoint.resolve("config.json"))
                .content()
                .contains("\"torch_dtype\" : \"float32\"")
                .doesNotContain("float16");
    }

    @Test
    void normsOfTheFirstCheckpointsAreRead() throws IOException {
        String expected = TinyModel.weightsDigest(folder);
        Path file = folder.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        // As many bytes as before: what is shorter is filled up with spaces.
        String names = new String(bytes, 8, header, StandardCharsets.UTF_8)
                .replace("LayerNorm.weight\"", "LayerNorm.gamma\" ")
                .replace("LayerNorm.bias", "LayerNorm.beta");
        System.arraycopy(names.getBytes(StandardCharsets.UTF_8), 0, bytes, 8, header);
        Files.write(file, bytes);

        assertThat(TinyModel.weightsDigest(folder)).isEqualTo(expected);
    }

    @Test
    void missingWeightsAreNamed() throws IOException {
        Files.delete(folder.resolve("model.safetensors"));
        assertRefused(folder.resolve("model.safetensors")
                + ": is missing; expected weights as safetensors (pickled weights are not read); add it to the folder");
    }

    @Test
    void aWeightOfAnotherShapeIsNamed() throws IOException {
        replace("config.json", "\"vocab_size\": 56", "\"vocab_size\": 57");
        ModelFolder model = ModelFolder.open("tiny", folder);
        try (var manager = Torch.newManager()) {
            assertThatThrownBy(() -> model.readWeights(manager))
                    .isInstanceOf(EncoderException.class)
                    .hasMessage(folder.resolve("model.safetensors")
                            + ": tensor \"embeddings.word_embeddings.weight\" has the shape [56, 32], expected [57, 32]"
                            + " from config.json; take both files from one model");
        }
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> ModelFolder.open("tiny", folder))
                .isInstanceOf(EncoderException.class)
                .hasMessage(message);
    }

    private void replace(String file, String old, String other) throws IOException {
        Path path = folder.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(old);
        Files.writeString(path, text.replace(old, other));
    }

    private static float[][] vectors(ModelFolder model) {
        try (TextEncoder encoder = TextEncoder.open(model, Dtype.FP32)) {
            float[] query = encoder.encode(Role.QUERY, List.of("when does the boat go"))[0];
            return new float[][] {query, encoder.encode(Role.PASSAGE, List.of("at seven from the quay"))[0]};
        }
    }
}
