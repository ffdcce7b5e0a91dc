package io.retune.embed.rest;

import io.retune.embed.deployment.FirstGeneration;
import io.retune.embed.generation.IndexName;
import io.retune.embed.log.DocumentLog;
import io.retune.embed.log.UnicodeText;
import io.retune.events.DocumentKey;
import io.retune.events.DocumentUpsert;
import io.retune.events.EventCodec;
import io.retune.ring.channel.BadRequests;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response.Status;
import java.nio.charset.StandardCharsets;
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
    private static final int LARGEST_BYTES = 1_000_000; // of a record; the broker takes 1,048,588 with its overhead
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
                .map(document -> write(index, document))
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
                .map(id -> new DocumentLog.Write(key(index, id), Optional.empty()))
                .toList();
        log.write(writes);
        return new Accepted(index, writes.size());
    }

    private static DocumentLog.Write write(String index, Document document) {
        DocumentKey key = key(index, document.id());
        UnicodeText.require("document " + document.id() + ": text", document.text());
        String value = EventCodec.writePlain(new DocumentUpsert(document.text(), document.metadata()));
        int bytes = (key + value).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LARGEST_BYTES) {
            throw BadRequests.problem(
                    Status.BAD_REQUEST,
                    "document " + document.id() + ": found " + bytes + " bytes, expected at most " + LARGEST_BYTES
                            + "; cut it into passages");
        }
        return new DocumentLog.Write(key, Optional.of(value));
    }

    private static DocumentKey key(String index, String id) {
        return new DocumentKey(index, UnicodeText.require("document id", id));
    }
}
