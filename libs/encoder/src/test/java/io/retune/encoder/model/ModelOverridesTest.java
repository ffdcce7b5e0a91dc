package io.retune.encoder.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.encoder.EncoderException;
import io.retune.encoder.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelOverridesTest {
    @TempDir
    private Path temporary;

    private ModelFolder model;

    @BeforeEach
    void writeModel() throws IOException {
        Path folder = TinyModel.bert(temporary.resolve("model"));
        Files.writeString(
                folder.resolve("config_sentence_transformers.json"),
                "{\"prompts\": {\"query\": \"find: \", \"document\": \"text: \"}}");
        model = ModelFolder.open("tiny", folder);
    }

    @Test
    void whatIsNotSaidStaysAsInTheFolder() {
        ModelOverrides none = new ModelOverrides(Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(none.applyTo(model)).isEqualTo(model);
    }

    @Test
    void eachIsAppliedByItself() {
        assertThat(overrides(Optional.of("q "), Optional.empty(), Optional.empty()))
                .isEqualTo(model.withPrompts(new Prompts("q ", "text: ")));
        assertThat(overrides(Optional.empty(), Optional.of(""), Optional.empty()))
                .isEqualTo(model.withPrompts(new Prompts("find: ", "")));
        assertThat(overrides(Optional.empty(), Optional.empty(), Optional.of(64)))
                .isEqualTo(model.withMaxTokens(64));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 65})
    void aLengthThatTheNetworkLacksIsRefused(int length) {
        assertThatThrownBy(() -> overrides(Optional.empty(), Optional.empty(), Optional.of(length)))
                .isInstanceOf(EncoderException.class)
                .hasMessage("model tiny: max_length is " + length + ", expected 3 to 64; choose another length");
    }

    private ModelFolder overrides(Optional<String> query, Optional<String> passage, Optional<Integer> length) {
        return new ModelOverrides(query, passage, length).applyTo(model);
    }
}
