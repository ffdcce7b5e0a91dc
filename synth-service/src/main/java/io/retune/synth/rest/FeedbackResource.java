package io.retune.synth.rest;

import io.retune.encoder.model.Sha256;
import io.retune.events.EventException;
import io.retune.events.Feedback;
import io.retune.synth.feedback.FeedbackLog;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** What people searched and found. */
@Path("/v1/feedback")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class FeedbackResource {
    private static final int ID_DIGITS = 16;

    private final FeedbackLog log;

    FeedbackResource(FeedbackLog log) {
        this.log = log;
    }

    /** Body of a request. */
    public record Body(List<Item> feedback) {}

    /**
     * What one person told.
     *
     * @param id of the query; absent: the same query of the same index is the same
     */
    public record Item(
            Optional<String> id, String index, String query, List<String> relevant, Optional<String> answer) {
        FeedbackLog.Told told() {
            Feedback feedback = new Feedback(index, query, relevant, answer);
            String queryId = id == null || id.isEmpty() ? "q-" + digest(index + "\n" + query.strip()) : id.get();
            return new FeedbackLog.Told(queryId, feedback);
        }
    }

    /** How much was taken, and under which ids. */
    public record Taken(int count, List<String> ids) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Tell what people searched and which documents they wanted; the next run learns from it")
    @RequestBody(content = @Content(schema = @Schema(implementation = Body.class)))
    public Response tell(InputStream body) throws IOException {
        Body told = JsonBody.read(body, Body.class);
        if (told.feedback() == null || told.feedback().isEmpty()) {
            throw new EventException("feedback: is missing; expected at least one; add it");
        }
        List<FeedbackLog.Told> all = told.feedback().stream().map(Item::told).toList();
        log.write(all);
        return Response.accepted(new Taken(
                        all.size(), all.stream().map(FeedbackLog.Told::queryId).toList()))
                .build();
    }

    private static String digest(String text) {
        return Sha256.of(text).substring(0, ID_DIGITS);
    }
}
