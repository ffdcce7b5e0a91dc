package io.retune.eval.rest;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateExtension;
import io.quarkus.qute.TemplateInstance;
import io.retune.eval.run.RunStore;
import io.retune.eval.run.RunSummary;
import io.retune.metrics.comparison.ComparisonReport;
import io.retune.metrics.comparison.DatasetComparison;
import io.retune.ring.channel.BadRequests;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What people look at: runs, and one run with its stages, metrics side by side and the decision in words. */
@Path("/")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class DashboardResource {
    private static final int SHOWN_RUNS = 50;

    private final RunStore runs;
    private final RunViews views;

    DashboardResource(RunStore runs, RunViews views) {
        this.runs = runs;
        this.views = views;
    }

    /** The pages. */
    @CheckedTemplate(basePath = "")
    static final class Pages {
        private Pages() {}

        static native TemplateInstance runs(List<RunSummary> runs);

        static native TemplateInstance run(RunView run, boolean live);
    }

    @GET
    @Operation(hidden = true)
    public TemplateInstance runs() {
        return Pages.runs(runs.latest(SHOWN_RUNS));
    }

    @GET
    @Path("runs/{run}")
    @Operation(hidden = true)
    public TemplateInstance run(@PathParam("run") String run) {
        RunSummary summary = runs.find(run)
                .orElseThrow(() -> BadRequests.problem(Status.NOT_FOUND, "there is no run \"" + run + "\""));
        RunView view = views.of(summary);
        boolean promoting = "promoted".equals(view.decision()) && view.deployment() == null;
        return Pages.run(view, view.decision() == null || promoting);
    }

    /** The target, then the guards. */
    @TemplateExtension
    static List<DatasetComparison> sets(ComparisonReport report) {
        return Stream.concat(Stream.of(report.target()), report.guards().stream())
                .toList();
    }

    /** A metric's mean with five decimals. */
    @TemplateExtension(matchName = "rounded")
    static String rounded(Double value) {
        return String.format(Locale.ROOT, "%.5f", value);
    }

    /** A difference in percentage points with its sign. */
    @TemplateExtension(matchName = "points")
    static String points(Double value) {
        return String.format(Locale.ROOT, "%+.2f", 100 * value);
    }

    /** Seconds as {@code m:ss}. */
    @TemplateExtension(matchName = "clock")
    static String clock(Double seconds) {
        long whole = Math.round(seconds);
        return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }
}
