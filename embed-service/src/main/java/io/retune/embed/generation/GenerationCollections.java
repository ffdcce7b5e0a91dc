package io.retune.embed.generation;

import io.retune.artifacts.ArtifactStore;
import io.retune.embed.log.LogPositions;
import io.retune.events.Topic;
import io.retune.ring.TransientFault;
import io.retune.vectors.CollectionInfo;
import io.retune.vectors.VectorStore;
import io.retune.vectors.VectorStoreException;
import io.retune.vectors.VectorStoreUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * The collections of generations, and how far each is on the documents log. Only those are touched that say that they
 * belong to this installation: several may share a Qdrant.
 */
@ApplicationScoped
public class GenerationCollections {
    private static final Logger LOG = Logger.getLogger(GenerationCollections.class);
    private static final String STORE_ID = "store-id";

    private final ArtifactStore store;
    private final VectorStore vectors;
    private final LogPositions positions;

    GenerationCollections(ArtifactStore store, VectorStore vectors, LogPositions positions) {
        this.store = store;
        this.vectors = vectors;
        this.positions = positions;
    }

    /**
     * The generation's collection, made unless it is there. One that was made from another documents log is made anew:
     * positions of the two cannot be compared.
     *
     * @throws VectorStoreException if there is one of this name that is not this generation's
     * @throws TransientFault if the broker does not answer
     */
    Incarnation prepare(Generation generation) {
        String topic = positions.id(Topic.DOCUMENTS);
        Optional<Incarnation> there = find(generation);
        if (there.isPresent() && there.get().topic().equals(topic)) {
            return there.get();
        }
        if (there.isPresent()) {
            LOG.warnf(
                    "collection %s: was filled from topic documents with the id %s, found one with the id %s;"
                            + " it is filled anew, from the beginning",
                    generation.collection(), there.get().topic(), topic);
            vectors.deleteCollection(generation.collection());
        }
        return create(Incarnation.draw(generation, topic));
    }

    private Incarnation create(Incarnation drawn) {
        try {
            vectors.createCollection(drawn.spec(storeId()));
            return drawn;
        } catch (VectorStoreUnavailable away) {
            throw away;
        } catch (VectorStoreException refused) {
            // Another replica has drawn one at the same time: that one counts.
            return find(drawn.generation())
                    .filter(other -> other.topic().equals(drawn.topic()))
                    .orElseThrow(() -> refused);
        }
    }

    /**
     * The generation's collection as it is now.
     *
     * @throws VectorStoreException if there is one of this name that is not this generation's
     */
    private Optional<Incarnation> find(Generation generation) {
        return vectors.describe(generation.collection()).map(found -> read(generation, found)
                .orElseThrow(() -> new VectorStoreException("collection " + generation.collection() + ": found "
                        + found.dimensions() + " dimensions and metadata " + found.metadata() + ", expected "
                        + generation.dimensions() + " and " + generation.metadata(storeId())
                        + ": it is not this installation's; delete it if nothing needs it, or use another index")));
    }

    private Optional<Incarnation> read(Generation generation, CollectionInfo found) {
        return Incarnation.read(generation, storeId(), found);
    }

    /**
     * Looks before a generation is recorded: what has a record is followed.
     *
     * @throws VectorStoreException if there is a collection of its name that is not this generation's
     */
    void requireFree(Generation generation) {
        find(generation);
    }

    /** Whether the collection is there. */
    public boolean exists(Generation generation) {
        return vectors.describe(generation.collection()).isPresent();
    }

    /**
     * What of the documents log the collection has; nothing where there is no collection yet.
     *
     * @throws TransientFault if the broker does not answer
     */
    public Map<TopicPartition, Long> applied(Generation generation) {
        return find(generation).map(Incarnation::group).map(positions::applied).orElse(Map.of());
    }

    /** How many points a generation has, and how many records of the documents log it lacks. */
    public record Size(long points, long lag) {}

    /**
     * Measures.
     *
     * @throws TransientFault if the broker does not answer
     */
    public Size size(Generation generation) {
        Optional<CollectionInfo> found = vectors.describe(generation.collection());
        Map<TopicPartition, Long> applied = found.flatMap(info -> read(generation, info))
                .map(Incarnation::group)
                .map(positions::applied)
                .orElse(Map.of());
        return new Size(
                found.map(CollectionInfo::points).orElse(0L),
                LogPositions.lag(positions.ends(Topic.DOCUMENTS), applied));
    }

    /** Whether a collection says that it is this installation's, and of an index. */
    boolean isOurs(String index, String collection) {
        return vectors.describe(collection)
                .map(CollectionInfo::metadata)
                .filter(metadata -> storeId().equals(metadata.get("store")) && index.equals(metadata.get("index")))
                .isPresent();
    }

    /** Tells this installation's collections from those of others. */
    private String storeId() {
        Optional<byte[]> known = store.read(STORE_ID);
        if (known.isEmpty()) {
            store.putIfAbsent(STORE_ID, UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
            known = store.read(STORE_ID);
        }
        return new String(known.orElseThrow(), StandardCharsets.UTF_8);
    }
}
