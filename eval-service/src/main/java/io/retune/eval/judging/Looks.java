package io.retune.eval.judging;

import io.retune.artifacts.ArtifactStore;
import io.retune.dataset.split.JudgedQueries;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;

/**
 * Looks at the queries that decide: {@code looks/val-<digest>/<run>} in the artifact store. The more often the same
 * queries were looked at, the less a good result on them means. A stage that is done again is the same look.
 */
@ApplicationScoped
public class Looks {
    private final ArtifactStore store;

    Looks(ArtifactStore store) {
        this.store = store;
    }

    /** Writes a run's look down. */
    public void add(String run, JudgedQueries judged) {
        String digest = judged.dataset().splitDigest(judged.split());
        store.putIfAbsent(folder(digest) + run, judged.dataset().name().getBytes(StandardCharsets.UTF_8));
        store.putIfAbsent("runs/" + run + "/look", digest.getBytes(StandardCharsets.UTF_8));
    }

    /** How many runs have looked at the queries that a run looked at; 0 if it did not get so far. */
    public int count(String run) {
        return store.read("runs/" + run + "/look")
                .map(digest -> store.list(folder(new String(digest, StandardCharsets.UTF_8)))
                        .size())
                .orElse(0);
    }

    private static String folder(String digest) {
        return "looks/val-" + digest + "/";
    }
}
