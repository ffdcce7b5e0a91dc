package io.retune.embed.generation;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.retune.artifacts.ArtifactStore;
import io.retune.embed.model.EncoderLease;
import io.retune.embed.model.ServedModels;
import io.retune.events.EventCodec;
import io.retune.events.ModelReference;
import io.retune.ring.model.ReferencedModels;
import io.retune.vectors.VectorStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Records of generations, {@code generations/<index>/<generation>.json}: what has a record is followed, by every replica. */
@ApplicationScoped
public class Generations {
    private static final Logger LOG = Logger.getLogger(Generations.class);
    private static final String ROOT = "generations/";
    private static final String SUFFIX = ".json";

    private final ArtifactStore store;
    private final ServedModels models;
    private final VectorStore vectors;
    private final GenerationCollections collections;
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    Generations(ArtifactStore store, ServedModels models, VectorStore vectors, GenerationCollections collections) {
        this.store = store;
        this.models = models;
        this.vectors = vectors;
        this.collections = collections;
    }

    /**
     * Creates a generation with an empty collection, unless it is there.
     *
     * @return the one that counts
     * @throws io.retune.vectors.VectorStoreException if there is a collection of its name that is another's
     * @throws io.retune.ring.TransientFault if the broker does not answer
     */
    public Generation create(String index, String name, ModelReference model) {
        Generation wanted;
        try (EncoderLease lease = models.forStage(model)) {
            wanted = new Generation(
                    index,
                    name,
                    ReferencedModels.pinned(model),
                    lease.encoder().identity().passage(),
                    lease.encoder().dimensions(),
                    Instant.now());
        }
        if (find(index, name).isEmpty()) {
            collections.requireFree(wanted);
        }
        store.putIfAbsent(key(index, name), EventCodec.writePlain(wanted).getBytes(StandardCharsets.UTF_8));
        Generation counts = find(index, name).orElse(wanted);
        collections.prepare(counts);
        return counts;
    }

    /** A generation by its name. */
    public Optional<Generation> find(String index, String name) {
        return parse(key(index, name));
    }

    /** The generation that a collection belongs to. */
    public Optional<Generation> ofCollection(String index, String collection) {
        String prefix = IndexName.collection(index, "");
        return collection.startsWith(prefix) ? find(index, collection.substring(prefix.length())) : Optional.empty();
    }

    /** The generations of an index, by name. */
    public List<Generation> of(String index) {
        return read(ROOT + index + "/");
    }

    /** The generations of all indexes. */
    public List<Generation> all() {
        return read(ROOT);
    }

    private List<Generation> read(String prefix) {
        return store.list(prefix).stream()
                .map(this::readUnlessDamaged)
                .flatMap(Optional::stream)
                .toList();
    }

    /** One that cannot be read stops none of the others. */
    private Optional<Generation> readUnlessDamaged(String key) {
        try {
            Optional<Generation> found = parse(key);
            unreadable.remove(key);
            return found;
        } catch (IllegalStateException damaged) {
            if (unreadable.add(key)) {
                LOG.error(damaged.getMessage() + "; until then nobody follows its generation");
            }
            return Optional.empty();
        }
    }

    /** Removes a generation: nobody follows it from now on, and its vectors are deleted. */
    public void remove(Generation generation) {
        store.delete(key(generation.index(), generation.name()));
        vectors.deleteCollection(generation.collection());
    }

    /** Deletes collections that a removal left behind because it was interrupted. */
    public void removeLeftovers(String index) {
        String prefix = IndexName.collection(index, "");
        vectors.collections().stream()
                .filter(collection -> collection.startsWith(prefix))
                .filter(collection -> ofCollection(index, collection).isEmpty())
                .filter(collection -> collections.isOurs(index, collection))
                .forEach(vectors::deleteCollection);
    }

    private static String key(String index, String name) {
        return ROOT + index + "/" + name + SUFFIX;
    }

    private Optional<Generation> parse(String key) {
        return store.read(key).map(content -> {
            try {
                return EventCodec.json().readValue(new String(content, StandardCharsets.UTF_8), Generation.class);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(
                        key + ": is no generation (" + e.getOriginalMessage() + "); it was changed by hand: restore it",
                        e);
            }
        });
    }
}
