package io.retune.train.health;

import ai.djl.ndarray.NDManager;
import io.retune.encoder.graph.Torch;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the native engine computes. It is started by the first question. */
@Readiness
public class EngineReadiness implements HealthCheck {
    @Override
    public HealthCheckResponse call() {
        try (NDManager manager = Torch.newManager()) {
            float product = manager.create(new float[] {2}).mul(3).getFloat(0);
            return HealthCheckResponse.named("engine")
                    .status(product == 6)
                    .withData("threads", Torch.threads())
                    .build();
        } catch (RuntimeException | LinkageError e) {
            return HealthCheckResponse.named("engine")
                    .down()
                    .withData("problem", e.toString())
                    .build();
        }
    }
}
