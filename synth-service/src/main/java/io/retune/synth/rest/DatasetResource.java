package io.retune.synth.rest;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.retune.dataset.DatasetException;
import io.retune.events.DatasetReference;
import io.retune.ring.channel.BadRequests;
import io.retune.synth.dataset.DatasetDescription;
import io.retune.synth.dataset.Datasets;
import io.retune.synth.dataset.UploadFormat;
import io.retune.synth.dataset.Uploads;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Data sets: bring one, look at one. */
@Path("/v1/datasets")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class DatasetResource {
    private static final int UNPROCESSABLE = 422;

    private final Uploads uploads;
    private final Datasets datasets;

    DatasetResource(Uploads uploads, Datasets datasets) {
        this.uploads = uploads;
        this.datasets = datasets;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Store a data set; the body is the file, in one of the formats of `retune convert`")
    @APIResponse(
            responseCode = "201",
            description = "Stored, or there already",
            content = @Content(schema = @Schema(implementation = DatasetDescription.class)))
    @APIResponse(responseCode = "422", description = "No valid data set; the detail says where and what to do")
    public Response upload(
            @QueryParam("name") String name,
            @QueryParam("format") @DefaultValue("retune") String format,
            InputStream body)
            throws IOException {
        DatasetDescription stored = uploads.receive(name, UploadFormat.parse(format), body);
        return Response.created(URI.create("/v1/" + stored.artifact()))
                .entity(stored)
                .build();
    }

    @GET
    @Path("/{sha256}")
    @Operation(summary = "A data set's name and sizes")
    public DatasetDescription get(@PathParam("sha256") String sha256) {
        return datasets.describe(DatasetReference.KIND + "/" + sha256)
                .orElseThrow(() -> BadRequests.problem(
                        Status.NOT_FOUND,
                        "there is no data set " + sha256 + "; POST /v1/datasets answers with the artifact's name"));
    }

    @ServerExceptionMapper
    public Response refuse(DatasetException e) {
        return HttpProblem.builder()
                .withStatus(UNPROCESSABLE)
                .withTitle("Not a valid data set")
                .withDetail(e.getMessage())
                .build()
                .toResponse();
    }
}
