package io.retune.embed.health;

import io.quarkus.runtime.StartupEvent;
import io.retune.embed.deployment.Deployments;
import io.retune.embed.model.EncoderLease;
import io.retune.embed.model.ServedModels;
import io.retune.encoder.Role;
import io.retune.events.Deployment;
import io.retune.vectors.VectorStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jboss.logging.Logger;

/** Loads the models of all live indexes at start, and tries them with a probe text. */
@ApplicationScoped
public class LiveModels {
    private static final Logger LOG = Logger.getLogger(LiveModels.class);
    private static final String PROBE = "is anybody there?";

    private final Deployments deployments;
    private final ServedModels models;
    private final VectorStore vectors;
    private volatile boolean loaded;

    LiveModels(Deployments deployments, ServedModels models, VectorStore vectors) {
        this.deployments = deployments;
        this.models = models;
        this.vectors = vectors;
    }

    void start(@Observes StartupEvent event) {
        Thread thread = new Thread(this::load, "live-models");
        thread.setDaemon(true);
        thread.start();
    }

    private void load() {
        try {
            encodeProbes();
        } catch (RuntimeException e) {
            LOG.error("a live model cannot be used: " + e.getMessage(), e);
        }
        loaded = true; // readiness says what is wrong; a start that hangs would say nothing
    }

    boolean isLoaded() {
        return loaded;
    }

    /** Throws if a live model does not encode. */
    void encodeProbes() {
        for (Deployment live : deployments.live()) {
            try (EncoderLease lease = models.forRequest(live.model(), live.passageIdentity())) {
                lease.encoder().encode(Role.QUERY, List.of(PROBE));
            }
        }
    }

    /** Throws if Qdrant does not answer. */
    void askVectors() {
        vectors.aliases();
    }
}
