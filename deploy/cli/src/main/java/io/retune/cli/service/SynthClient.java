package io.retune.cli.service;

import io.retune.events.DatasetReference;
import java.nio.file.Path;
import java.util.Map;

/** The synth service: data sets. */
public final class SynthClient {
    private final ServiceClient client;

    SynthClient(ServiceClient client) {
        this.client = client;
    }

    /**
     * A data set in the artifact store.
     *
     * @param name what reports call it
     * @param artifact its key in the artifact store
     * @param queries how many it has
     * @param passages how many it has
     * @param splits queries by split
     */
    public record StoredDataset(String name, String artifact, long queries, long passages, Map<String, Long> splits) {
        /** As a run refers to it. */
        public DatasetReference reference() {
            return new DatasetReference(name, artifact);
        }
    }

    /** Stores a data set; what is there already stays. */
    public StoredDataset upload(String name, Path file) {
        return client.upload("/v1/datasets?name=" + ServiceClient.encoded(name), file, StoredDataset.class);
    }
}
