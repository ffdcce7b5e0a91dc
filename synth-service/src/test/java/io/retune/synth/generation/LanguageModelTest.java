package io.retune.synth.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import io.retune.events.EventException;
import io.retune.synth.Settings;
import io.retune.synth.SynthConfig;
import org.junit.jupiter.api.Test;

class LanguageModelTest {
    @Test
    void noneByDefault() {
        assertThat(LanguageModel.of(Settings.NONE)).isEmpty();
    }

    @Test
    void speaksWhatTheSettingsSay() {
        LanguageModel openAi = LanguageModel.of(new Settings(SynthConfig.Provider.OPENAI, "http://llm:8000/v1", "qwen"))
                .orElseThrow();
        LanguageModel ollama = LanguageModel.of(new Settings(SynthConfig.Provider.OLLAMA, null, "qwen"))
                .orElseThrow();

        assertThat(openAi.chat()).isInstanceOf(OpenAiChatModel.class);
        assertThat(openAi.address()).isEqualTo("http://llm:8000/v1");
        assertThat(ollama.chat()).isInstanceOf(OllamaChatModel.class);
        assertThat(ollama.address()).isEqualTo("http://localhost:11434");
    }

    @Test
    void settingsThatDoNotGoTogetherAreRefused() {
        refused(
                new Settings(SynthConfig.Provider.OLLAMA, null, null),
                "retune.llm.model: is missing; expected the name of a model, since retune.llm.provider is ollama; set"
                        + " both or none");
        refused(
                new Settings(SynthConfig.Provider.NONE, null, "qwen"),
                "retune.llm.model: found \"qwen\", expected nothing, since retune.llm.provider is none; set it to openai"
                        + " or ollama");
        refused(
                new Settings(SynthConfig.Provider.OPENAI, "llm:8000", "qwen"),
                "retune.llm.base-url: found \"llm:8000\", expected an address such as http://localhost:11434; correct"
                        + " it");
    }

    private static void refused(Settings settings, String message) {
        assertThatThrownBy(() -> LanguageModel.of(settings))
                .isInstanceOf(EventException.class)
                .hasMessage(message);
    }
}
