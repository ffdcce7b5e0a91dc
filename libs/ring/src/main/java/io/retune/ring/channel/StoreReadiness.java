package io.retune.ring.channel;

import io.retune.artifacts.ArtifactException;
import io.retune.artifacts.ArtifactStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the artifact store takes records: a stage that cannot store its outcome need not begin. */
@Readiness
@ApplicationScoped
public class StoreReadiness implements HealthCheck {
    private final ArtifactStore store;

    StoreReadiness(ArtifactStore store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        String key = "probes/" + UUID.randomUUID();
        try {
            store.putIfAbsent(key, new byte[] {'\n'});
            store.delete(key);
            return HealthCheckResponse.up("artifact-store");
        } catch (ArtifactException e) {
            return HealthCheckResponse.named("artifact-store")
                    .down()
                    .withData("problem", e.getMessage())
                    .build();
        }
    }
}
