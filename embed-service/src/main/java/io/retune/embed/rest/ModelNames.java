package io.retune.embed.rest;

import io.retune.embed.EmbedConfig;
import io.retune.embed.deployment.Deployments;
import io.retune.encoder.Role;
import io.retune.events.Deployment;
import io.retune.events.ModelReference;
import io.retune.ring.channel.BadRequests;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response.Status;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The names by which embeddings are asked for: {@code <index>:query}, {@code <index>:passage}, {@code <model>}. */
@ApplicationScoped
public class ModelNames {
    private final Deployments deployments;
    private final ModelReference standard;

    ModelNames(Deployments deployments, EmbedConfig config) {
        this.deployments = deployments;
        this.standard = ModelReference.of(config.defaultModel());
    }

    /** A model in a role. */
    record Named(ModelReference model, Role role) {}

    /** What can be asked for now, sorted. A bare model encodes passages. */
    Map<String, Named> all() {
        Map<String, Named> names = new TreeMap<>();
        names.put(standard.name(), new Named(standard, Role.PASSAGE));
        for (Deployment live : deployments.live()) {
            names.putIfAbsent(live.model().name(), new Named(live.model(), Role.PASSAGE));
            for (Role role : Role.values()) {
                names.put(live.index() + ":" + role.name().toLowerCase(Locale.ROOT), new Named(live.model(), role));
            }
        }
        return names;
    }

    Named find(String name) {
        Map<String, Named> names = all();
        return Optional.ofNullable(names.get(name))
                .orElseThrow(() -> BadRequests.problem(
                        Status.NOT_FOUND,
                        "model: found \"" + name + "\", expected one of " + names.keySet() + "; choose one"));
    }
}
