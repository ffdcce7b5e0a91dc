package io.retune.embed.rest;

import io.retune.artifacts.ArtifactStore;
import io.retune.embed.deployment.FirstGeneration;
import io.retune.embed.generation.IndexName;
import io.retune.embed.judging.Datasets;
import io.retune.embed.log.DocumentLog;
import io.retune.events.DatasetReference;
import io.retune.events.DocumentKey;
import io.retune.events.DocumentUpsert;
import io.retune.events.EventCodec;
import io.retune.events.ModelReference;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Fills an index with the passages of a data set, once. */
@Path("/v1/indexes/{name}/load")
@Tag(name = "indexes")
public class LoadResource {
    private final Datasets datasets;
    private final DocumentLog log;
    private final FirstGeneration firstGeneration;
    private final ArtifactStore store;

    LoadResource(Datasets datasets, DocumentLog log, FirstGeneration firstGeneration, ArtifactStore store) {
        this.datasets = datasets;
        this.log = log;
        this.firstGeneration = firstGeneration;
        this.store = store;
    }

    /** A data set in the artifact store, and the model of an index that is new. */
    public record Load(@NotBlank String dataset, Optional<ModelReference> model) {
        /** Reads null as absent. */
        public Load {
            model = model == null ? Optional.empty() : model;
        }
    }

    /** What was loaded; {@code loaded} is false if it had been before. */
    public record Loaded(String index, String dataset, int documents, boolean loaded) {}

    /** What the store keeps of a load. */
    record Done(int documents, Instant at) {}

    /** Loads a data set. */
    @POST
    @Operation(summary = "Writes a data set's passages to an index, unless that was done before")
    public Loaded load(@PathParam("name") String name, @NotNull @Valid Load load) {
        String index = IndexName.usable(name);
        DatasetReference reference = new DatasetReference(index, load.dataset());
        firstGeneration.ensure(index, load.model());
        String key =
                "indexes/" + index + "/loads/" + load.dataset().substring(DatasetReference.KIND.length() + 1) + ".json";
        Map<String, String> corpus = datasets.read(reference).corpus();
        if (store.read(key).isPresent()) {
            return new Loaded(index, load.dataset(), corpus.size(), false);
        }
        log.write(() -> writes(index, corpus));
        Done done = new Done(corpus.size(), Instant.now());
        store.putIfAbsent(key, EventCodec.writePlain(done).getBytes(StandardCharsets.UTF_8));
        return new Loaded(index, load.dataset(), corpus.size(), true);
    }

    private static Iterator<DocumentLog.Write> writes(String index, Map<String, String> corpus) {
        return corpus.entrySet().stream()
                .map(passage -> new DocumentLog.Write(
                        new DocumentKey(index, passage.getKey()),
                        Optional.of(EventCodec.writePlain(new DocumentUpsert(passage.getValue(), Map.of())))))
                .iterator();
    }
}
