package io.retune.ring.channel;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Settings that every service has; unknown keys under {@code retune} end the start. */
@ConfigMapping(prefix = "retune")
public interface RetuneConfig {
    /** Folder for what a process keeps for itself: vectors, downloaded models, unfinished work. */
    @WithDefault(".retune")
    Path home();

    /** Folder of the artifact store, the same for all services. */
    @WithDefault("${retune.home}/store")
    Path store();

    /** Whether the process ends when its standard input closes, as a launcher's child does. */
    @WithDefault("false")
    boolean parentWatch();

    /** Copies of each partition of topics that are created; -1 for the broker's default. */
    @WithDefault("-1")
    short replication();

    /** Where Qdrant listens. */
    Qdrant qdrant();

    /** A connection. */
    interface Qdrant {
        /** Name or address. */
        @WithDefault("localhost")
        String host();

        /** Its gRPC port. */
        @WithDefault("6334")
        int port();

        /** Whether it is encrypted. */
        @WithDefault("false")
        boolean tls();

        /** A key, where the server wants one. */
        Optional<String> apiKey();
    }
}
