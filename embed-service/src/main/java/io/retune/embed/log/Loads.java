package io.retune.embed.log;

import io.retune.artifacts.ArtifactStore;
import io.retune.events.DatasetReference;
import io.retune.events.EventCodec;
import io.retune.events.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Which data sets were loaded into which index, {@code indexes/<index>/loads/<topic id>/<sha256>.json}: each once, so
 * that loading again never writes over later changes. Another log, for instance on a broker that was set up anew, has
 * nothing of what was loaded into the one before.
 */
@ApplicationScoped
public class Loads {
    private final ArtifactStore store;
    private final Supplier<String> log;
    private final Map<String, Object> underWay = new ConcurrentHashMap<>();

    @Inject
    Loads(ArtifactStore store, LogPositions positions) {
        this(store, () -> positions.id(Topic.DOCUMENTS));
    }

    /**
     * Loads of one log.
     *
     * @param log identifies it
     */
    Loads(ArtifactStore store, Supplier<String> log) {
        this.store = store;
        this.log = log;
    }

    /** What the store keeps of a load. */
    record Done(int documents, Instant at) {}

    /**
     * Loads unless that was done. Whoever asks for a load that is under way in this process waits for it.
     *
     * @param load returns how many documents it has written
     * @return whether this call did it
     */
    public boolean once(String index, DatasetReference dataset, IntSupplier load) {
        String digest = dataset.artifact().substring(DatasetReference.KIND.length() + 1);
        String key = "indexes/" + index + "/loads/" + log.get() + "/" + digest + ".json";
        synchronized (underWay.computeIfAbsent(key, absent -> new Object())) {
            if (store.read(key).isPresent()) {
                return false;
            }
            Done done = new Done(load.getAsInt(), Instant.now());
            store.putIfAbsent(key, EventCodec.writePlain(done).getBytes(StandardCharsets.UTF_8));
            return true;
        }
    }
}
