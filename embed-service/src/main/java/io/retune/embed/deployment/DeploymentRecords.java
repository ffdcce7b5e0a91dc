package io.retune.embed.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.retune.artifacts.ArtifactStore;
import io.retune.events.Deployment;
import io.retune.events.EventCodec;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Deployments in the artifact store, {@code deployments/<index>/<sequence>.json}. Each sequence number is created once:
 * of two who want to deploy on the same state, one comes too late.
 */
@ApplicationScoped
public class DeploymentRecords {
    private static final String ROOT = "deployments/";

    private final ArtifactStore store;

    DeploymentRecords(ArtifactStore store) {
        this.store = store;
    }

    /** The indexes that something was ever deployed on, sorted. */
    public List<String> indexes() {
        return store.list(ROOT).stream()
                .map(key -> key.substring(ROOT.length(), key.lastIndexOf('/')))
                .distinct()
                .toList();
    }

    /** What is live on an index. */
    public Optional<Deployment> latest(String index) {
        List<String> keys = store.list(prefix(index));
        return keys.isEmpty() ? Optional.empty() : read(keys.get(keys.size() - 1));
    }

    /** All deployments of an index, the oldest first. */
    public List<Deployment> history(String index) {
        return store.list(prefix(index)).stream()
                .map(this::read)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether this call created the record: false if the sequence number was taken. */
    boolean create(Deployment deployment) {
        String key = "%s%06d.json".formatted(prefix(deployment.index()), deployment.sequence());
        return store.putIfAbsent(key, EventCodec.writePlain(deployment).getBytes(StandardCharsets.UTF_8));
    }

    private static String prefix(String index) {
        return ROOT + index + "/";
    }

    private Optional<Deployment> read(String key) {
        return store.read(key).map(content -> {
            try {
                return EventCodec.json().readValue(new String(content, StandardCharsets.UTF_8), Deployment.class);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(
                        key + ": is no deployment (" + e.getOriginalMessage() + "); it was changed by hand: restore it",
                        e);
            }
        });
    }
}
