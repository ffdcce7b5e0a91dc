package io.retune.train.rest;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.retune.artifacts.ArtifactStore;
import io.retune.events.EventCodec;
import io.retune.events.EventException;
import io.retune.events.TrainingDataReady;
import io.retune.ring.channel.BadRequests;
import io.retune.ring.model.ReferencedModels;
import io.retune.train.background.BackgroundTrainings;
import io.retune.train.work.RecipeOptions;
import io.retune.training.TrainingException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** {@code /v1/trainings}: trainings on a data set, without a run around them. */
@Path("/v1/trainings")
@Produces(MediaType.APPLICATION_JSON)
public class TrainingResource {
    private final BackgroundTrainings background;
    private final Trainings trainings;
    private final ArtifactStore store;

    TrainingResource(BackgroundTrainings background, Trainings trainings, ArtifactStore store) {
        this.background = background;
        this.trainings = trainings;
        this.store = store;
    }

    /** Accepts a training, which runs in the background. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Train on a data set; answers at once, the training runs in the background")
    @APIResponse(
            responseCode = "202",
            description = "Accepted; Location leads to its state",
            content = @Content(schema = @Schema(implementation = TrainingView.class)))
    @APIResponse(responseCode = "400", description = "A field is missing or cannot be used")
    @APIResponse(
            responseCode = "404",
            description = "There is no such data set or checkpoint in the artifact store, or no such training")
    @APIResponse(responseCode = "429", description = "Too many trainings wait; Retry-After says when to try again")
    public Response train(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = TrainingRequest.class)))
                    String body) {
        TrainingDataReady request = read(body);
        requireArtifacts(request);
        String id = request.context().run();
        if (!background.accept(request)) {
            throw BadRequests.tooMany("Too many trainings", "trainings: as many wait as may wait; try again later");
        }
        return Response.accepted(trainings.find(id).orElseThrow())
                .location(URI.create("/v1/trainings/" + id))
                .build();
    }

    /** The state of a training. */
    @GET
    @Path("{id}")
    @Operation(summary = "The state of a training, or of a run's training stage")
    @APIResponse(
            responseCode = "200",
            description = "Its state",
            content = @Content(schema = @Schema(implementation = TrainingView.class)))
    @APIResponse(responseCode = "404", description = "There is no such training")
    public TrainingView get(@PathParam("id") String id) {
        return trainings
                .find(id)
                .orElseThrow(() -> problem(
                        Response.Status.NOT_FOUND,
                        "training \"" + id
                                + "\": there is none; expected an id that POST /v1/trainings answered, or a run's"));
    }

    private TrainingDataReady read(String body) {
        String id = "training-" + UUID.randomUUID().toString().substring(0, 13);
        try {
            TrainingRequest stated = EventCodec.readPlain(body, TrainingRequest.class);
            TrainingDataReady request =
                    stated.event(id, Instant.now(), stated.seedFrom().map(this::seed));
            RecipeOptions.of(
                    request.context().recipe(),
                    ReferencedModels.dtype(request.context().model().orElseThrow()),
                    request.context().seed());
            return request;
        } catch (EventException | TrainingException e) {
            throw problem(Response.Status.BAD_REQUEST, e.getMessage());
        }
    }

    private long seed(String training) {
        return trainings
                .seed(training)
                .orElseThrow(() -> problem(
                        Response.Status.NOT_FOUND,
                        "seed_from: there is no training \"" + training
                                + "\"; expected an id that POST /v1/trainings answered, or a run's"));
    }

    private void requireArtifacts(TrainingDataReady request) {
        requireArtifact(
                "dataset", request.context().trainingData().orElseThrow().artifact());
        request.context()
                .model()
                .filter(model -> model.isArtifact())
                .ifPresent(model -> requireArtifact("model", model.name()));
    }

    private void requireArtifact(String field, String artifact) {
        if (!artifact.matches("[a-z]+/[0-9a-f]{64}")) {
            throw problem(
                    Response.Status.BAD_REQUEST,
                    field + ": found \"" + artifact + "\", expected <kind>/<sha256 in 64 hexadecimal digits>");
        }
        if (!store.exists(artifact)) {
            throw problem(
                    Response.Status.NOT_FOUND,
                    field + ": artifact " + artifact + " is not in the store; upload it first");
        }
    }

    private static HttpProblem problem(Response.Status status, String detail) {
        return HttpProblem.valueOf(status, detail);
    }
}
