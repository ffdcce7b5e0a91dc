package io.retune.cli.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.retune.events.DatasetReference;
import io.retune.events.ModelReference;
import java.util.List;
import java.util.Optional;

/** The embed service: indexes and search. */
public final class EmbedClient {
    private final ServiceClient client;

    EmbedClient(ServiceClient client) {
        this.client = client;
    }

    /**
     * What became of a load.
     *
     * @param index into which
     * @param documents of the data set's corpus
     * @param loaded false: had been loaded before, nothing was written
     */
    public record Loaded(String index, long documents, boolean loaded) {}

    private record LoadRequest(String dataset, Optional<ModelReference> model) {}

    private record SearchRequest(String index, String query, int limit) {}

    private record RollbackRequest(long sequence) {}

    private record Indexes(List<IndexView> indexes) {}

    /**
     * Writes a data set's corpus into an index, once.
     *
     * @param model that a new index begins with; absent: the service's default
     */
    public Loaded load(String index, DatasetReference dataset, Optional<ModelReference> model) {
        return client.ask(path(index) + "/load", new LoadRequest(dataset.artifact(), model), Loaded.class);
    }

    /** Searches what is live. */
    public SearchAnswer search(String index, String query, int limit) {
        return client.ask("/v1/search", new SearchRequest(index, query, limit), SearchAnswer.class);
    }

    /** One index. */
    public IndexView index(String index) {
        return client.get(path(index), IndexView.class);
    }

    /** All indexes. */
    public List<IndexView> indexes() {
        return client.read(indexesJson(), Indexes.class).indexes();
    }

    /** All indexes, as the service says it. */
    public JsonNode indexesJson() {
        return client.get("/v1/indexes");
    }

    /**
     * Makes the generation live that was live before.
     *
     * @param sequence what is to be taken back; refused if something else is live
     */
    public JsonNode rollback(String index, long sequence) {
        return client.order(path(index) + "/rollback", new RollbackRequest(sequence), JsonNode.class);
    }

    private static String path(String index) {
        return "/v1/indexes/" + ServiceClient.encoded(index);
    }
}
