package io.retune.embed.generation;

import io.retune.events.ModelReference;
import java.time.Instant;
import java.util.Map;

/**
 * A serving generation: one index, encoded with one model.
 *
 * @param index the index
 * @param name within the index: the run that made it, or {@code first}
 * @param model with its number format said
 * @param passageIdentity of its vectors
 * @param dimensions of its vectors
 * @param createdAt when
 */
public record Generation(
        String index, String name, ModelReference model, String passageIdentity, int dimensions, Instant createdAt) {
    /** Validates the names. */
    public Generation {
        IndexName.usable(index);
        if (name == null || model == null || passageIdentity == null || createdAt == null || dimensions < 1) {
            throw new IllegalArgumentException("generation " + name + " of index " + index
                    + ": a field is missing; expected name, model, passage identity, dimensions and time");
        }
    }

    /** Its collection in Qdrant. */
    public String collection() {
        return IndexName.collection(index, name);
    }

    /**
     * What its collection says of itself, whenever it is made.
     *
     * @param store whose generation this is: a Qdrant may serve several installations
     */
    Map<String, String> metadata(String store) {
        return Map.of("store", store, "index", index, "generation", name, "passage_identity", passageIdentity);
    }
}
