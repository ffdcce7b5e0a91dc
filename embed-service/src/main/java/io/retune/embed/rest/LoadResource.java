package io.retune.embed.rest;

import io.retune.embed.deployment.FirstGeneration;
import io.retune.embed.generation.IndexName;
import io.retune.embed.judging.Datasets;
import io.retune.embed.log.DocumentLog;
import io.retune.embed.log.Loads;
import io.retune.events.DatasetReference;
import io.retune.events.ModelReference;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
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
    private final Loads loads;

    LoadResource(Datasets datasets, DocumentLog log, FirstGeneration firstGeneration, Loads loads) {
        this.datasets = datasets;
        this.log = log;
        this.firstGeneration = firstGeneration;
        this.loads = loads;
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

    /** Loads a data set. */
    @POST
    @Operation(summary = "Writes a data set's passages to an index, unless that was done before")
    public Loaded load(@PathParam("name") String name, @NotNull @Valid Load load) {
        String index = IndexName.usable(name);
        DatasetReference reference = new DatasetReference(index, load.dataset());
        Map<String, String> corpus = datasets.read(reference).corpus(); // before there is an index that nobody wanted
        firstGeneration.ensure(index, load.model());
        boolean isNew = loads.once(index, reference, () -> write(index, corpus));
        return new Loaded(index, load.dataset(), corpus.size(), isNew);
    }

    private int write(String index, Map<String, String> corpus) {
        Iterable<DocumentLog.Write> writes = () -> writes(index, corpus);
        writes.forEach(valid -> {}); // all of them or none: a passage that cannot be written ends it here
        log.write(writes);
        return corpus.size();
    }

    private static Iterator<DocumentLog.Write> writes(String index, Map<String, String> corpus) {
        return corpus.entrySet().stream()
                .map(passage -> DocumentLog.Write.upsert(index, passage.getKey(), passage.getValue(), Map.of()))
                .iterator();
    }
}
