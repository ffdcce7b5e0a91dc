package io.retune.eval;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Settings of this service, next to those that every service has. */
@ConfigMapping(prefix = "retune")
public interface EvalConfig {
    /** Runs and stages. */
    Database database();

    /** Where they are kept. */
    interface Database {
        /** JDBC address, of H2 or PostgreSQL; absent: an H2 file in the home folder. */
        Optional<String> url();

        /** Who connects. */
        @WithDefault("retune")
        String username();

        /** With what. */
        Optional<String> password();
    }
}
