package io.retune.cli.synthesize;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import io.retune.cli.InputException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which language model is asked, if any. */
public final class ChatModelOptions {
    private static final String KEY = "RETUNE_LLM_API_KEY";
    /** Servers without keys want a header all the same. */
    private static final String NO_KEY = "none";

    @Option(
            names = "--llm-url",
            paramLabel = "URL",
            description =
                    "An OpenAI-compatible server, up to and including /v1. Its key, if it wants one, is taken from"
                            + " the environment variable " + KEY + ".")
    private String openAi;

    @Option(names = "--ollama", paramLabel = "URL", description = "An Ollama server instead.")
    private String ollama;

    @Option(names = "--llm-model", paramLabel = "NAME", description = "The model to ask there.")
    private String name;

    /** The name of the model; only where there is one. */
    String name() {
        return name;
    }

    /**
     * The model, asked once per request: whoever uses it repeats and counts.
     *
     * @param limit how long a request may take
     * @return empty where no server was named
     * @throws InputException if the flags do not go together
     */
    Optional<ChatModel> model(Map<String, String> environment, Duration limit) {
        if (openAi == null && ollama == null) {
            requireAbsent(name != null, "--llm-model", "neither --llm-url nor --ollama; expected a server; name one");
            return Optional.empty();
        }
        requireAbsent(openAi != null && ollama != null, "--ollama", "--llm-url too; expected one of them; drop one");
        if (name == null) {
            throw new InputException("--llm-model: missing; expected the name of a model on "
                    + (openAi == null ? ollama : openAi) + "; name one");
        }
        return Optional.of(openAi == null ? ollama(limit) : openAi(environment, limit));
    }

    private ChatModel openAi(Map<String, String> environment, Duration limit) {
        return OpenAiChatModel.builder()
                .baseUrl(address("--llm-url", openAi))
                .apiKey(environment.getOrDefault(KEY, NO_KEY))
                .modelName(name)
                .timeout(limit)
                .maxRetries(0)
                .build();
    }

    private ChatModel ollama(Duration limit) {
        return OllamaChatModel.builder()
                .baseUrl(address("--ollama", ollama))
                .modelName(name)
                .timeout(limit)
                .maxRetries(0)
                .build();
    }

    private static String address(String flag, String url) {
        try {
            URI address = URI.create(url);
            if (address.getHost() != null && address.getScheme().matches("https?")) {
                return url;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // Said below, as every other address that is none.
        }
        throw new InputException(
                flag + ": found \"" + url + "\", expected an address such as http://localhost:11434; correct it");
    }

    private static void requireAbsent(boolean given, String flag, String found) {
        if (given) {
            throw new InputException(flag + ": found " + found);
        }
    }
}
