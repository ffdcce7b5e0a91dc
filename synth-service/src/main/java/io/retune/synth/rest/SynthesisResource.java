package io.retune.synth.rest;

import io.retune.events.DatasetReference;
import io.retune.ring.channel.BadRequests;
import io.retune.synth.dataset.Datasets;
import io.retune.synth.order.SynthesisOrder;
import io.retune.synth.order.SynthesisOrders;
import io.retune.synth.order.SynthesisView;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Questions for passages that have none, without a run. */
@Path("/v1/synthesis")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class SynthesisResource {
    private final SynthesisOrders orders;
    private final Datasets datasets;

    SynthesisResource(SynthesisOrders orders, Datasets datasets) {
        this.orders = orders;
        this.datasets = datasets;
    }

    /**
     * Body of a request.
     *
     * @param passages for how many of those that no train query has
     * @param pairsPerPassage how many pairs each is asked for
     */
    public record Request(DatasetReference dataset, int passages, int pairsPerPassage) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Generate questions; answers at once, the work is done in the background")
    @RequestBody(content = @Content(schema = @Schema(implementation = Request.class)))
    @APIResponse(
            responseCode = "202",
            description = "Accepted; Location leads to its state",
            content = @Content(schema = @Schema(implementation = SynthesisView.class)))
    public Response order(InputStream body) throws IOException {
        Request request = JsonBody.read(body, Request.class);
        SynthesisOrder order = new SynthesisOrder(
                "synthesis-" + UUID.randomUUID(),
                request.dataset(),
                request.passages(),
                request.pairsPerPassage(),
                Instant.now());
        if (!datasets.exists(order.dataset())) {
            throw BadRequests.problem(
                    Status.BAD_REQUEST,
                    "dataset " + order.dataset().name() + ": " + order.dataset().artifact()
                            + " is not in the artifact store; upload it first: POST /v1/datasets");
        }
        if (!orders.accept(order)) {
            throw BadRequests.tooMany("Too many syntheses", "synthesis: as many wait as may wait; try again later");
        }
        return Response.accepted(get(order.id()))
                .location(URI.create("/v1/synthesis/" + order.id()))
                .build();
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Where a synthesis is, and what came out")
    public SynthesisView get(@PathParam("id") String id) {
        return orders.find(id)
                .orElseThrow(() -> BadRequests.problem(Status.NOT_FOUND, "there is no synthesis \"" + id + "\""));
    }
}
