package io.retune.embed;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Settings of this service, next to those that every service has. */
@ConfigMapping(prefix = "retune")
public interface EmbedConfig {
    /** The model of an index for which nobody named one. */
    @WithDefault("bge-small-en-v1.5")
    String defaultModel();

    /** How long a generation that is no longer live keeps following the documents, so that it can be gone back to. */
    @WithDefault("24H")
    Duration gracePeriod();

    /** How long a rollback waits for the generation it goes back to. */
    @WithDefault("5M")
    Duration rollbackWait();

    /** Models kept open for requests, and as many for stages and followers; more where more are live. */
    @WithDefault("3")
    @Min(1)
    int openModels();

    /** Searches and embeddings under way or waiting, embeddings half of them at the most; one more is refused. */
    @WithDefault("64")
    @Min(1)
    int servingQueue();
}
