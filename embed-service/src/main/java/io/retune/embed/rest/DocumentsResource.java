package io.retune.embed.rest;

import io.retune.embed.deployment.FirstGeneration;
import io.retune.embed.generation.IndexName;
import io.retune.embed.log.DocumentLog;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Writes to an index: into the documents log, which every generation follows. */
@Path("/v1/indexes/{name}/documents")
@Tag(name = "indexes")
public class DocumentsResource {
    private static final int MOST = 1000;
    private static final int ACCEPTED = 202;

    private final DocumentLog log;
    private final FirstGeneration firstGeneration;

    DocumentsResource(DocumentLog log, FirstGeneration firstGeneration) {
        this.log = log;
        this.firstGeneration = firstGeneration;
    }

    /** Documents to be written. */
    public record Upserts(@NotNull @Size(min = 1, max = MOST) List<@NotNull @Valid Document> documents) {}

    /** A document. */
    public record Document(@NotBlank String id, @NotBlank String text, Map<String, Object> metadata) {}

    /** Documents to be deleted. */
    public record Deletes(@NotNull @Size(min = 1, max = MOST) List<@NotBlank String> ids) {}

    /** How many writes the broker has. */
    public record Accepted(String index, int accepted) {}

    /** Writes documents. */
    @PUT
    @ResponseStatus(ACCEPTED)
    @Operation(summary = "Writes documents; they are searchable as soon as the live generation has followed")
    public Accepted upsert(@PathParam("name") String name, @NotNull @Valid Upserts upserts) {
        String index = IndexName.usable(name);
        List<DocumentLog.Write> writes = upserts.documents().stream()
                .map(document -> DocumentLog.Write.upsert(index, document.id(), document.text(), document.metadata()))
                .toList();
        firstGeneration.ensure(index, Optional.empty());
        log.write(writes);
        return new Accepted(index, writes.size());
    }

    /** Deletes documents. */
    @DELETE
    @ResponseStatus(ACCEPTED)
    @Operation(summary = "Deletes documents; ids that are not there do no harm")
    public Accepted delete(@PathParam("name") String name, @NotNull @Valid Deletes deletes) {
        String index = IndexName.usable(name);
        List<DocumentLog.Write> writes = deletes.ids().stream()
                .map(id -> DocumentLog.Write.delete(index, id))
                .toList();
        log.write(writes);
        return new Accepted(index, writes.size());
    }
}
