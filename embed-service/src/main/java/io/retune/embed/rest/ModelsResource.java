package io.retune.embed.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The names that {@link EmbeddingsResource} knows. */
@Path("/v1/models")
@Tag(name = "embeddings")
public class ModelsResource {
    private final ModelNames names;
    private final long started = Instant.now().getEpochSecond();

    ModelsResource(ModelNames names) {
        this.names = names;
    }

    /** The list. */
    public record Models(String object, List<Model> data) {}

    /** A name. */
    public record Model(String id, String object, long created, String ownedBy) {}

    /** Lists the names. */
    @GET
    @Operation(summary = "Lists the names by which embeddings are asked for")
    public Models list() {
        return new Models(
                "list",
                names.all().keySet().stream()
                        .map(name -> new Model(name, "model", started, "retune"))
                        .toList());
    }
}
