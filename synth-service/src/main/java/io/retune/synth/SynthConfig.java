package io.retune.synth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** Settings of this service beside those that every service has. */
@ConfigMapping(prefix = "retune")
public interface SynthConfig {
    /** Who is asked for questions about passages. */
    Llm llm();

    /** A language model. */
    interface Llm {
        /** What its server speaks. */
        @WithDefault("none")
        Provider provider();

        /** Where it listens, such as {@code http://localhost:8000/v1}; absent: the provider's own address. */
        Optional<String> baseUrl();

        /** Its key; absent: none is sent. */
        Optional<String> apiKey();

        /** Its name; wanted unless the provider is {@code none}. */
        Optional<String> model();

        /** How long a request may take. */
        @WithDefault("60S")
        Duration timeout();

        /** Requests at a time. */
        @WithDefault("4")
        @Min(1)
        @Max(256)
        int requestsInFlight();

        /** How freely it writes; absent: as its server has it. */
        OptionalDouble temperature();

        /** Pause after the first request that got no answer; every further one doubles it. */
        @WithDefault("1S")
        Duration firstWait();

        /** The longest pause. */
        @WithDefault("60S")
        Duration longestWait();
    }

    /** What a language model's server speaks. */
    enum Provider {
        /** There is none: the passages' own words serve. */
        NONE,
        /** OpenAI's chat completions, as vLLM, llama.cpp and most others have them. */
        OPENAI,
        /** Ollama's own. */
        OLLAMA
    }
}
