package io.retune.embed.rest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.retune.embed.EmbedConfig;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets in only so many requests that encode; the others hear so before their bodies are read. */
@ApplicationScoped
public class Admission {
    private static final Set<String> PATHS = Set.of(SearchResource.PATH, EmbeddingsResource.PATH);
    private static final int EARLY = 100;
    private static final int TOO_MANY = 429;

    private final int limit;
    private final AtomicInteger inside = new AtomicInteger();

    Admission(EmbedConfig config, MeterRegistry meters) {
        this.limit = config.servingQueue();
        Gauge.builder("retune.serving.queue", inside, AtomicInteger::get)
                .description("Searches and embeddings under way or waiting")
                .register(meters);
    }

    void register(@Observes Filters filters) {
        filters.register(this::admit, EARLY);
    }

    private void admit(RoutingContext request) {
        if (!PATHS.contains(request.normalizedPath())) {
            request.next();
            return;
        }
        if (inside.incrementAndGet() > limit) {
            inside.decrementAndGet();
            refuse(request);
            return;
        }
        request.addEndHandler(ended -> inside.decrementAndGet());
        request.next();
    }

    private void refuse(RoutingContext request) {
        JsonObject problem = new JsonObject()
                .put("status", TOO_MANY)
                .put("title", "Too many requests")
                .put(
                        "detail",
                        limit + " searches and embeddings are under way, expected no more; try again in a second");
        request.response()
                .setStatusCode(TOO_MANY)
                .putHeader("Retry-After", "1")
                .putHeader("Content-Type", "application/problem+json")
                .end(problem.encode());
    }
}
