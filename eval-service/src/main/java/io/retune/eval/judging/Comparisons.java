package io.retune.eval.judging;

import io.retune.artifacts.ArtifactStore;
import io.retune.events.EventCodec;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The figures behind decisions: {@code runs/<run>/comparison.json} in the artifact store, created once. */
@ApplicationScoped
public class Comparisons {
    private final ArtifactStore store;

    Comparisons(ArtifactStore store) {
        this.store = store;
    }

    /** Keeps a run's figures unless there are some. */
    public void keep(String run, KeptComparison comparison) {
        store.putIfAbsent(key(run), EventCodec.writePlain(comparison).getBytes(StandardCharsets.UTF_8));
    }

    /** A run's figures; absent before they are known. */
    public Optional<KeptComparison> find(String run) {
        return store.read(key(run))
                .map(content ->
                        EventCodec.readPlain(new String(content, StandardCharsets.UTF_8), KeptComparison.class));
    }

    private static String key(String run) {
        return "runs/" + run + "/comparison.json";
    }
}
