package io.retune.synth.generation;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import io.retune.events.EventException;
import io.retune.synth.SynthConfig;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The language model that the settings name. It asks once per request: whoever uses it repeats and counts.
 *
 * @param name as its server calls it
 * @param address of its server
 * @param chat the model
 */
record LanguageModel(String name, String address, ChatModel chat) {
    private static final String OPENAI = "https://api.openai.com/v1";
    private static final String OLLAMA = "http://localhost:11434";
    /** Servers without keys want a header all the same. */
    private static final String NO_KEY = "none";

    /**
     * The model of the settings; empty if they name none.
     *
     * @throws EventException if the settings do not go together
     */
    static Optional<LanguageModel> of(SynthConfig.Llm settings) {
        return switch (settings.provider()) {
            case NONE -> {
                requireAbsent("retune.llm.base-url", settings.baseUrl());
                requireAbsent("retune.llm.model", settings.model());
                yield Optional.empty();
            }
            case OPENAI -> Optional.of(openAi(settings, name(settings), address(settings, OPENAI)));
            case OLLAMA -> Optional.of(ollama(settings, name(settings), address(settings, OLLAMA)));
        };
    }

    private static LanguageModel openAi(SynthConfig.Llm settings, String name, String address) {
        ChatModel chat = OpenAiChatModel.builder()
                .baseUrl(address)
                .apiKey(settings.apiKey().orElse(NO_KEY))
                .modelName(name)
                .temperature(orNull(settings.temperature()))
                .timeout(settings.timeout())
                .maxRetries(0)
                .build();
        return new LanguageModel(name, address, chat);
    }

    private static LanguageModel ollama(SynthConfig.Llm settings, String name, String address) {
        ChatModel chat = OllamaChatModel.builder()
                .baseUrl(address)
                .modelName(name)
                .temperature(orNull(settings.temperature()))
                .timeout(settings.timeout())
                .maxRetries(0)
                .build();
        return new LanguageModel(name, address, chat);
    }

    private static Double orNull(OptionalDouble temperature) {
        return temperature.isPresent() ? temperature.getAsDouble() : null;
    }

    private static String name(SynthConfig.Llm settings) {
        return settings.model()
                .orElseThrow(() -> new EventException(
                        "retune.llm.model: is missing; expected the name of a model, since" + " retune.llm.provider is "
                                + settings.provider().name().toLowerCase(Locale.ROOT) + "; set both or none"));
    }

    private static void requireAbsent(String setting, Optional<String> value) {
        if (value.isPresent()) {
            throw new EventException(setting + ": found \"" + value.get()
                    + "\", expected nothing, since retune.llm.provider is none; set it to openai or ollama");
        }
    }

    private static String address(SynthConfig.Llm settings, String usual) {
        String address = settings.baseUrl().orElse(usual);
        try {
            URI parsed = URI.create(address);
            if (parsed.getHost() != null && parsed.getScheme().matches("https?")) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw wrong(address, e);
        }
        throw wrong(address, null);
    }

    private static EventException wrong(String address, IllegalArgumentException cause) {
        return new EventException(
                "retune.llm.base-url: found \"" + address + "\", expected an address such as " + OLLAMA
                        + "; correct it",
                cause);
    }
}
