package io.retune.synth.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.retune.dataset.RagDataset;
import io.retune.events.DatasetReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A data set in the artifact store.
 *
 * @param name what the one who brought it first calls it
 * @param artifact its key
 * @param queries of all splits and of none
 * @param passages of its corpus
 * @param splits queries by split
 * @param conversion what was read, left out and decided, if it came in another format
 */
public record DatasetDescription(
        String name,
        String artifact,
        int queries,
        int passages,
        Map<String, Integer> splits,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> conversion) {
    /** Copies; null is read as none. */
    public DatasetDescription {
        splits = new LinkedHashMap<>(splits);
        conversion = conversion == null ? List.of() : List.copyOf(conversion);
    }

    static DatasetDescription of(RagDataset dataset, String artifact, List<String> conversion) {
        Map<String, Integer> splits = new LinkedHashMap<>();
        dataset.queriesSplit().forEach((split, queries) -> splits.put(split, queries.size()));
        return new DatasetDescription(
                dataset.name(),
                artifact,
                dataset.queries().size(),
                dataset.corpus().size(),
                splits,
                conversion);
    }

    /** As events refer to it. */
    public DatasetReference reference() {
        return new DatasetReference(name, artifact);
    }
}
