package io.retune.embed.generation;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.retune.artifacts.ArtifactStore;
import io.retune.embed.log.LogPositions;
import io.retune.embed.model.EncoderLease;
import io.retune.embed.model.ModelFolders;
import io.retune.embed.model.ServedModels;
import io.retune.events.EventCodec;
import io.retune.events.ModelReference;
import io.retune.vectors.CollectionInfo;
import io.retune.vectors.VectorStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Records of generations, {@code generations/<index>/<generation>.json}: what has a record is followed, by every replica. */
@ApplicationScoped
public class Generations {
    private static final String ROOT = "generations/";
    private static final String SUFFIX = ".json";
    private static final String STORE_ID = "store-id";

    private final ArtifactStore store;
    private final ServedModels models;
    private final VectorStore vectors;
    private final LogPositions positions;

    Generations(ArtifactStore store, ServedModels models, VectorStore vectors, LogPositions positions) {
        this.store = store;
        this.models = models;
        this.vectors = vectors;
        this.positions = positions;
    }

    /**
     * Creates a generation with an empty collection, unless it is there.
     *
     * @return the one that counts
     */
    public Generation create(String index, String name, ModelReference model) {
        Generation wanted;
        try (EncoderLease lease = models.forStage(model)) {
            wanted = new Generation(
                    index,
                    name,
                    ModelFolders.pinned(model),
                    lease.encoder().identity().passage(),
                    lease.encoder().dimensions(),
                    Instant.now());
        }
        store.putIfAbsent(key(index, name), EventCodec.writePlain(wanted).getBytes(StandardCharsets.UTF_8));
        Generation counts = find(index, name).orElse(wanted);
        createCollection(counts);
        return counts;
    }

    /** Creates a generation's collection unless it is there; one of another installation is refused. */
    void createCollection(Generation generation) {
        vectors.createCollection(generation.spec(storeId()));
    }

    /** Tells this installation's collections from those of others in the same Qdrant. */
    private String storeId() {
        store.putIfAbsent(STORE_ID, UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
        return new String(store.read(STORE_ID).orElseThrow(), StandardCharsets.UTF_8);
    }

    /** A generation by its name. */
    public Optional<Generation> find(String index, String name) {
        return store.read(key(index, name)).map(Generations::parse);
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
                .map(store::read)
                .flatMap(Optional::stream)
                .map(Generations::parse)
                .toList();
    }

    /** Removes a generation: nobody follows it from now on, and its vectors are deleted. */
    public void remove(Generation generation) {
        store.delete(key(generation.index(), generation.name()));
        vectors.deleteCollection(generation.collection());
        positions.forget(generation.group());
    }

    /** Deletes collections that a removal left behind because it was interrupted. */
    public void removeLeftovers(String index) {
        String prefix = IndexName.collection(index, "");
        vectors.collections().stream()
                .filter(collection -> collection.startsWith(prefix))
                .filter(collection -> ofCollection(index, collection).isEmpty())
                .filter(collection -> isOurs(index, collection))
                .forEach(vectors::deleteCollection);
    }

    private boolean isOurs(String index, String collection) {
        return vectors.describe(collection)
                .map(CollectionInfo::metadata)
                .filter(metadata -> storeId().equals(metadata.get("store")) && index.equals(metadata.get("index")))
                .isPresent();
    }

    private static String key(String index, String name) {
        return ROOT + index + "/" + name + SUFFIX;
    }

    private static Generation parse(byte[] content) {
        try {
            return EventCodec.json().readValue(new String(content, StandardCharsets.UTF_8), Generation.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "a record under " + ROOT + " is no generation (" + e.getOriginalMessage()
                            + "); it was changed by hand: restore it",
                    e);
        }
    }
}
