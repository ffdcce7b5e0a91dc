package io.retune.synth;

import io.retune.ring.channel.RetuneConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** Settings of a language model as a test wants them; null is absent. */
public record Settings(SynthConfig.Provider provider, String address, String name) implements SynthConfig.Llm {
    public static final Settings NONE = new Settings(SynthConfig.Provider.NONE, null, null);

    @Override
    public Optional<String> baseUrl() {
        return Optional.ofNullable(address);
    }

    @Override
    public Optional<String> apiKey() {
        return Optional.empty();
    }

    @Override
    public Optional<String> model() {
        return Optional.ofNullable(name);
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(10);
    }

    @Override
    public int requestsInFlight() {
        return 2;
    }

    @Override
    public OptionalDouble temperature() {
        return OptionalDouble.empty();
    }

    @Override
    public Duration firstWait() {
        return Duration.ofMillis(10);
    }

    @Override
    public Duration longestWait() {
        return Duration.ofMillis(50);
    }

    /** Folders of a process. */
    public static RetuneConfig home(Path folder) {
        return new Folders(folder);
    }

    private record Folders(Path home) implements RetuneConfig {
        @Override
        public Path store() {
            return home.resolve("store");
        }

        @Override
        public boolean parentWatch() {
            return false;
        }

        @Override
        public short replication() {
            return -1;
        }

        @Override
        public Qdrant qdrant() {
            throw new UnsupportedOperationException("no test connects by these settings");
        }
    }
}
