package io.retune.eval.rest;

import io.retune.eval.run.RunRequests;
import io.retune.eval.run.RunStore;
import io.retune.eval.run.RunSummary;
import io.retune.events.RunOutcome;
import io.retune.ring.channel.BadRequests;
import io.smallrye.common.annotation.Blocking;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** Runs: begin, watch, call off, repeat. */
@Path("/v1/runs")
@Blocking
public class RunResource {
    private final RunRequests requests;
    private final RunStore runs;
    private final RunViews views;

    RunResource(RunRequests requests, RunStore runs, RunViews views) {
        this.requests = requests;
        this.runs = runs;
        this.views = views;
    }

    /** The runs requested last. */
    public record RunList(List<Line> runs) {
        public record Line(String run, String index, Instant requestedAt, String state, String decision) {}
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ask for a better model of an index")
    @RequestBody(content = @Content(schema = @Schema(implementation = RunOrder.class)))
    public Response begin(String body) {
        return accepted(requests.begin(RunOrder.parse(body)));
    }

    @GET
    @Operation(summary = "The runs requested last, the newest first")
    public RunList list(@QueryParam("limit") @DefaultValue("50") @Min(1) @Max(1000) int limit) {
        return new RunList(runs.latest(limit).stream()
                .map(run -> new RunList.Line(
                        run.context().run(),
                        run.context().index(),
                        run.context().requestedAt(),
                        run.state(),
                        run.decision().map(RunOutcome::label).orElse(null)))
                .toList());
    }

    @GET
    @Path("/{run}")
    @Operation(summary = "Everything that is known of a run")
    public RunView get(@PathParam("run") String run) {
        return views.of(find(run));
    }

    @POST
    @Path("/{run}/cancel")
    @Operation(summary = "Call a run off: its stage stops at the next safe point")
    public RunView cancel(@PathParam("run") String run) {
        RunSummary summary = find(run);
        RunOutcome end = requests.cancel(summary);
        if (end != RunOutcome.CANCELLED || summary.decision().isPresent()) {
            throw BadRequests.problem(
                    Status.CONFLICT, "run " + run + " has ended: " + end.label() + "; there is nothing to call off");
        }
        return get(run);
    }

    @POST
    @Path("/{run}/retry")
    @Operation(summary = "Ask for the same again; what was encoded and trained before is reused")
    public Response retry(@PathParam("run") String run) {
        RunSummary summary = find(run);
        if (summary.decision().isEmpty()) {
            throw BadRequests.problem(
                    Status.CONFLICT, "run " + run + " is still under way; cancel it first, or wait for its end");
        }
        return accepted(requests.repeat(summary));
    }

    private Response accepted(String run) {
        return Response.accepted(get(run))
                .location(URI.create("/v1/runs/" + run))
                .build();
    }

    private RunSummary find(String run) {
        return runs.find(run)
                .orElseThrow(() -> BadRequests.problem(
                        Status.NOT_FOUND, "there is no run \"" + run + "\"; GET /v1/runs lists them"));
    }
}
