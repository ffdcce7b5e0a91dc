package io.retune.cli.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.retune.events.DatasetReference;
import io.retune.events.ModelReference;
import io.retune.events.Recipe;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The eval service: runs. */
public final class EvalClient {
    private final ServiceClient client;

    EvalClient(ServiceClient client) {
        this.client = client;
    }

    /** What is asked for; see {@link io.retune.events.RunRequest}. */
    public record Request(
            String index,
            DatasetReference dataset,
            List<DatasetReference> guards,
            Optional<ModelReference> model,
            Recipe recipe) {}

    private record Runs(List<RunSummary> runs) {}

    /** Asks for a run. */
    public RunView request(Request request) {
        return client.order("/v1/runs", request, RunView.class);
    }

    /** A run now. */
    public RunView run(String run) {
        return read(runJson(run));
    }

    /** A run now, as the service says it. */
    public JsonNode runJson(String run) {
        return client.get(path(run));
    }

    /** Reads what {@link #runJson} gave. */
    public RunView read(JsonNode run) {
        return client.read(run, RunView.class);
    }

    /** The newest runs, the newest first. */
    public List<RunSummary> runs(int limit) {
        return client.read(runsJson(limit), Runs.class).runs();
    }

    /** The newest runs, as the service says it. */
    public JsonNode runsJson(int limit) {
        return client.get("/v1/runs?limit=" + limit);
    }

    /** Calls a run off. */
    public RunView cancel(String run) {
        return client.order(path(run) + "/cancel", RunView.class);
    }

    /** Asks for the same again. */
    public RunView retry(String run) {
        return client.order(path(run) + "/retry", RunView.class);
    }

    /** The page of a run. */
    public URI page(String run) {
        return URI.create(client.address() + "/runs/" + ServiceClient.encoded(run));
    }

    /** The first page. */
    public URI dashboard() {
        return URI.create(client.address() + "/");
    }

    private static String path(String run) {
        return "/v1/runs/" + ServiceClient.encoded(run);
    }
}
