package io.retune.synth.model;

import io.retune.encoder.CachedEncoder;
import io.retune.encoder.EncoderException;
import io.retune.encoder.Progress;
import io.retune.encoder.Role;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.VectorMatrix;
import io.retune.events.JudgedModel;
import io.retune.ring.model.ReferencedModels;
import io.retune.synthesis.RoundTrip;
import io.retune.synthesis.SyntheticPair;
import io.retune.vectors.Hit;
import io.retune.vectors.SearchMode;
import io.retune.vectors.VectorStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Searches the base model's judging collection, exactly. The model is opened for the first question: where there is
 * none, no network runs. Not safe for threads.
 */
public final class CollectionRoundTrip implements RoundTrip, AutoCloseable {
    private final ReferencedModels models;
    private final VectorStore vectors;
    private final Path cache;
    private final JudgedModel base;
    private final Map<String, String> corpus;
    private TextEncoder encoder;
    private CachedEncoder cached;

    CollectionRoundTrip(
            ReferencedModels models, VectorStore vectors, Path cache, JudgedModel base, Map<String, String> corpus) {
        this.models = models;
        this.vectors = vectors;
        this.cache = cache;
        this.base = base;
        this.corpus = corpus;
    }

    @Override
    public int[] ranks(List<SyntheticPair> pairs, int limit) {
        VectorMatrix matrix = encoder()
                .encode(Role.QUERY, pairs.stream().map(SyntheticPair::question).toList(), Progress.NONE);
        List<float[]> queries = new ArrayList<>(pairs.size());
        for (int i = 0; i < pairs.size(); i++) {
            queries.add(matrix.row(i));
        }
        List<List<Hit>> hits = vectors.search(base.target().passages(), queries, limit, SearchMode.EXACT);
        int[] ranks = new int[pairs.size()];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = rank(pairs.get(i).passageId(), hits.get(i));
        }
        return ranks;
    }

    /** A copy of the passage, under another id, is as good. */
    private int rank(String passageId, List<Hit> hits) {
        String text = corpus.get(passageId);
        for (int i = 0; i < hits.size(); i++) {
            if (hits.get(i).docId().equals(passageId) || hits.get(i).text().equals(text)) {
                return i + 1;
            }
        }
        return NOT_FOUND;
    }

    private CachedEncoder encoder() {
        if (cached == null) {
            encoder = models.openEncoder(base.model());
            String found = encoder.identity().query();
            if (!found.equals(base.queryIdentity())) {
                throw new EncoderException("model \"" + base.model().name() + "\": found query identity " + found
                        + ", expected " + base.queryIdentity()
                        + ", which the base collections were made with: its folder has changed; restore it, or start"
                        + " a new run");
            }
            cached = new CachedEncoder(encoder, cache);
        }
        return cached;
    }

    @Override
    public void close() {
        if (cached != null) {
            cached.close();
        }
        if (encoder != null) {
            encoder.close();
        }
    }
}
