package io.retune.embed.generation;

import io.retune.artifacts.ArtifactException;
import io.retune.embed.model.EncoderLease;
import io.retune.embed.model.ServedModels;
import io.retune.encoder.EncoderException;
import io.retune.encoder.Role;
import io.retune.vectors.Hit;
import io.retune.vectors.SearchMode;
import io.retune.vectors.VectorStore;
import io.retune.vectors.VectorStoreException;
import io.retune.vectors.VectorStoreUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Searches an index: its alias says which collection, the collection says which model, and that model encodes the
 * question. So one answer never mixes generations, whatever goes live meanwhile.
 */
@ApplicationScoped
public class GenerationSearch {
    private static final int ATTEMPTS = 3;

    private final VectorStore vectors;
    private final Generations generations;
    private final ServedModels models;

    GenerationSearch(VectorStore vectors, Generations generations, ServedModels models) {
        this.vectors = vectors;
        this.generations = generations;
        this.models = models;
    }

    /** Hits, best first, and the generation that they are of. */
    public record Found(Generation generation, List<Hit> hits) {}

    /**
     * Searches.
     *
     * @return nothing if there is no such index
     * @throws Unsearchable if it cannot be searched, whoever asks
     */
    public Optional<Found> search(String index, String query, int limit) {
        for (int attempt = 1; ; attempt++) {
            Optional<Generation> live = resolve(index);
            if (live.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(search(live.get(), query, limit));
            } catch (VectorStoreUnavailable away) {
                throw away;
            } catch (VectorStoreException e) {
                // It may have been swept after the alias was read: the alias leads elsewhere by now.
                if (attempt == ATTEMPTS) {
                    throw new Unsearchable(index, e.getMessage(), e);
                }
            }
        }
    }

    private Optional<Generation> resolve(String index) {
        return Optional.ofNullable(vectors.aliases().get(index)).map(collection -> generation(index, collection));
    }

    private Generation generation(String index, String collection) {
        return generations
                .ofCollection(index, collection)
                .orElseThrow(() -> new Unsearchable(
                        index,
                        "its alias leads to collection " + collection + ", which has no record in the artifact store;"
                                + " restore the store, or remove the alias if it is not this installation's",
                        null));
    }

    private Found search(Generation generation, String query, int limit) {
        List<Hit> hits = vectors.search(
                        generation.collection(), List.of(encode(generation, query)), limit, SearchMode.APPROXIMATE)
                .get(0);
        return new Found(generation, hits);
    }

    private float[] encode(Generation generation, String query) {
        try (EncoderLease lease = models.forRequest(generation.model(), generation.passageIdentity())) {
            return lease.encoder().encode(Role.QUERY, List.of(query)).vectors()[0];
        } catch (EncoderException | ArtifactException e) {
            throw new Unsearchable(generation.index(), e.getMessage(), e);
        }
    }
}
