package io.retune.embed.rest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.retune.embed.EmbedConfig;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets in only so many requests that encode; the others hear so before their bodies are read. */
@ApplicationScoped
public class Admission {
    private static final int EARLY = 100;
    private static final int TOO_MANY = 429;

    private final int limit;
    private final int embeddingsLimit;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger embeddings = new AtomicInteger();

    Admission(EmbedConfig config, MeterRegistry meters) {
        this.limit = config.servingQueue();
        this.embeddingsLimit = Math.max(1, limit / 2); // the other places are for searches, whoever embeds a corpus
        Gauge.builder("retune.serving.queue", inside, AtomicInteger::get)
                .description("Searches and embeddings under way or waiting")
                .register(meters);
    }

    void register(@Observes Filters filters) {
        filters.register(this::admit, EARLY);
    }

    private void admit(RoutingContext request) {
        boolean isEmbedding = leadsTo(EmbeddingsResource.PATH, request);
        if (!isEmbedding && !leadsTo(SearchResource.PATH, request)) {
            request.next();
        } else if (isEmbedding && !enter(request, embeddings, embeddingsLimit)) {
            refuse(request, embeddingsLimit + " embeddings");
        } else if (!enter(request, inside, limit)) {
            refuse(request, limit + " searches and embeddings");
        } else {
            request.next();
        }
    }

    /** A slash at the end leads to the same resource. */
    private static boolean leadsTo(String resource, RoutingContext request) {
        String path = request.normalizedPath();
        return path.equals(resource) || path.equals(resource + "/");
    }

    private static boolean enter(RoutingContext request, AtomicInteger places, int most) {
        if (places.incrementAndGet() > most) {
            places.decrementAndGet();
            return false;
        }
        request.addEndHandler(ended -> places.decrementAndGet());
        return true;
    }

    private static void refuse(RoutingContext request, String underWay) {
        JsonObject problem = new JsonObject()
                .put("status", TOO_MANY)
                .put("title", "Too many requests")
                .put("detail", underWay + " are under way, expected no more; try again in a second");
        request.response()
                .setStatusCode(TOO_MANY)
                .putHeader("Retry-After", "1")
                .putHeader("Content-Type", "application/problem+json")
                .end(problem.encode());
    }
}
