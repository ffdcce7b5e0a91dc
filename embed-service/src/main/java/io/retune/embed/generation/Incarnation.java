package io.retune.embed.generation;

import io.retune.vectors.CollectionInfo;
import io.retune.vectors.CollectionSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A generation's collection as it was made at one time, from one documents log. Its consumer group is named after it:
 * offsets never outlive the collection that they speak of.
 *
 * @param generation whose collection it is
 * @param topic the broker's id of the documents log
 * @param id drawn when the collection was made
 */
record Incarnation(Generation generation, String topic, String id) {
    private static final String TOPIC = "topic";
    private static final String ID = "incarnation";

    static Incarnation draw(Generation generation, String topic) {
        return new Incarnation(generation, topic, UUID.randomUUID().toString());
    }

    /**
     * Reads what a collection says of itself.
     *
     * @param store this installation
     * @return nothing if it is another's, or made for something else
     */
    static Optional<Incarnation> read(Generation generation, String store, CollectionInfo found) {
        Map<String, String> metadata = found.metadata();
        boolean isOurs = found.dimensions() == generation.dimensions()
                && metadata.entrySet().containsAll(generation.metadata(store).entrySet())
                && metadata.containsKey(TOPIC)
                && metadata.containsKey(ID);
        return isOurs
                ? Optional.of(new Incarnation(generation, metadata.get(TOPIC), metadata.get(ID)))
                : Optional.empty();
    }

    CollectionSpec spec(String store) {
        Map<String, String> metadata = new HashMap<>(generation.metadata(store));
        metadata.put(TOPIC, topic);
        metadata.put(ID, id);
        return new CollectionSpec(generation.collection(), generation.dimensions(), metadata);
    }

    /** The consumer group on the documents log. */
    String group() {
        return "retune-generation-" + generation.collection() + "-" + id;
    }
}
