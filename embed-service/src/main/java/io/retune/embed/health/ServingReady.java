package io.retune.embed.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: every live model encodes a probe text, and Qdrant answers. */
@Readiness
@ApplicationScoped
public class ServingReady implements HealthCheck {
    private final LiveModels models;

    ServingReady(LiveModels models) {
        this.models = models;
    }

    @Override
    public HealthCheckResponse call() {
        try {
            models.encodeProbes();
            models.askVectors();
            return HealthCheckResponse.up("serving");
        } catch (RuntimeException e) {
            return HealthCheckResponse.named("serving")
                    .down()
                    .withData("problem", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
