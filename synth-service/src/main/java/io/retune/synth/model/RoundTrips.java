package io.retune.synth.model;

import io.retune.events.JudgedModel;
import io.retune.ring.channel.RetuneConfig;
import io.retune.ring.model.ReferencedModels;
import io.retune.vectors.VectorStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Map;

/** Round trips through base models. */
@ApplicationScoped
public class RoundTrips {
    private final ReferencedModels models;
    private final VectorStore vectors;
    private final Path cache;

    RoundTrips(ReferencedModels models, VectorStore vectors, RetuneConfig config) {
        this.models = models;
        this.vectors = vectors;
        this.cache = config.home().toAbsolutePath().resolve("vectors");
    }

    /**
     * A round trip; whoever gets it closes it.
     *
     * @param corpus of the target
     */
    public CollectionRoundTrip open(JudgedModel base, Map<String, String> corpus) {
        return new CollectionRoundTrip(models, vectors, cache, base, corpus);
    }
}
