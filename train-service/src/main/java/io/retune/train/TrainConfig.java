package io.retune.train;

import io.smallrye.config.ConfigMapping;
import java.util.OptionalInt;

/** Settings of this service beside those that every service has. */
@ConfigMapping(prefix = "retune")
public interface TrainConfig {
    /** Native threads of a training; absent: one per core. */
    OptionalInt threads();
}
