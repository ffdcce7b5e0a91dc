package io.retune.embed.log;

import io.retune.artifacts.ArtifactStore;
import io.retune.events.DatasetReference;
import io.retune.events.EventCodec;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * Which data sets were loaded into which index, {@code indexes/<index>/loads/<sha256>.json}: each once, so that loading
 * again never writes over later changes.
 */
@ApplicationScoped
public class Loads {
    private final ArtifactStore store;
    private final Map<String, Object> underWay = new ConcurrentHashMap<>();

    Loads(ArtifactStore store) {
        this.store = store;
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
        String key = "indexes/" + index + "/loads/" + digest + ".json";
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
