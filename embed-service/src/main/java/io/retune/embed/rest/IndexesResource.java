package io.retune.embed.rest;

import io.retune.embed.deployment.DeploymentRecords;
import io.retune.embed.deployment.Rollback;
import io.retune.embed.deployment.UnknownIndex;
import io.retune.embed.generation.Generation;
import io.retune.embed.generation.GenerationCollections;
import io.retune.embed.generation.Generations;
import io.retune.embed.generation.IndexName;
import io.retune.events.Deployment;
import io.retune.events.ModelReference;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What is live, and how to take it back. */
@Path("/v1/indexes")
@Tag(name = "indexes")
public class IndexesResource {
    private final DeploymentRecords records;
    private final Generations generations;
    private final GenerationCollections collections;
    private final Rollback rollback;

    IndexesResource(
            DeploymentRecords records, Generations generations, GenerationCollections collections, Rollback rollback) {
        this.records = records;
        this.generations = generations;
        this.collections = collections;
        this.rollback = rollback;
    }

    /** All indexes. */
    public record Indexes(List<Index> indexes) {}

    /** An index: what is live on it, since when and why, and its generations. */
    public record Index(
            String index,
            long sequence,
            String generation,
            ModelReference model,
            String passageIdentity,
            Optional<String> previous,
            Deployment.Reason reason,
            Optional<String> run,
            Instant at,
            List<State> generations) {}

    /** A generation: {@code live}, {@code standby} (was live, still follows) or {@code building}. */
    public record State(
            String generation,
            String state,
            ModelReference model,
            String passageIdentity,
            int dimensions,
            long points,
            long lag,
            Instant createdAt) {}

    /** Lists all. */
    @GET
    @Operation(summary = "Lists indexes with their generations")
    public Indexes list() {
        return new Indexes(records.indexes().stream().map(this::describe).toList());
    }

    /** Describes one. */
    @GET
    @Path("{name}")
    @Operation(summary = "Describes an index with its generations")
    public Index get(@PathParam("name") String name) {
        return describe(IndexName.usable(name));
    }

    /** What the caller has seen live: with it, a rollback asked for again is not taken back. */
    public record Seen(@Min(1) long sequence) {}

    /** Takes the last deployment back. */
    @POST
    @Path("{name}/rollback")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes the previous generation live again, as soon as it has caught up")
    public Deployment rollback(@PathParam("name") String name, @Valid Seen seen) {
        return rollback.perform(
                IndexName.usable(name), seen == null ? OptionalLong.empty() : OptionalLong.of(seen.sequence()));
    }

    private Index describe(String name) {
        List<Deployment> history = records.history(name);
        if (history.isEmpty()) {
            throw new UnknownIndex(name);
        }
        Deployment live = history.get(history.size() - 1);
        return new Index(
                name,
                live.sequence(),
                live.generation(),
                live.model(),
                live.passageIdentity(),
                live.previous(),
                live.reason(),
                live.run(),
                live.at(),
                generations.of(name).stream()
                        .map(generation -> describe(generation, history, live))
                        .toList());
    }

    private State describe(Generation generation, List<Deployment> history, Deployment live) {
        boolean wasLive = history.stream().anyMatch(past -> past.generation().equals(generation.name()));
        String state = generation.name().equals(live.generation()) ? "live" : wasLive ? "standby" : "building";
        GenerationCollections.Size size = collections.size(generation);
        return new State(
                generation.name(),
                state,
                generation.model(),
                generation.passageIdentity(),
                generation.dimensions(),
                size.points(),
                size.lag(),
                generation.createdAt());
    }
}
