package io.retune.embed.health;

import io.retune.embed.model.ServedModels;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive: no call into native code is stuck. Only a restart cures one. */
@Liveness
@ApplicationScoped
public class EncodersLive implements HealthCheck {
    /** A turn takes seconds; the largest models on the slowest processors, minutes. */
    private static final Duration STUCK = Duration.ofMinutes(30);

    private final ServedModels models;

    EncodersLive(ServedModels models) {
        this.models = models;
    }

    @Override
    public HealthCheckResponse call() {
        Duration longest = models.longestTurn();
        return HealthCheckResponse.named("encoders")
                .status(longest.compareTo(STUCK) < 0)
                .withData("longest_turn_seconds", longest.toSeconds())
                .build();
    }
}
