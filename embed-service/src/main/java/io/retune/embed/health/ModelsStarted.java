package io.retune.embed.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started: the model of every live index was loaded. */
@Startup
@ApplicationScoped
public class ModelsStarted implements HealthCheck {
    private final LiveModels models;

    ModelsStarted(LiveModels models) {
        this.models = models;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("live models")
                .status(models.isLoaded())
                .build();
    }
}
