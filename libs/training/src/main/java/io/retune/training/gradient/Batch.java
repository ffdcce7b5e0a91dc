package io.retune.training.gradient;

import io.retune.encoder.text.TokenBatch;
import java.util.List;

/**
 * What one loss is computed from.
 *
 * @param queries texts as the network takes them; the loss sees their vectors one below the other, in this order
 * @param candidates the same of positive and negative passages
 * @param labels what the loss must know besides the vectors
 */
public record Batch<L>(List<TokenBatch> queries, List<TokenBatch> candidates, L labels) {
    /** Copies the lists. */
    public Batch {
        queries = List.copyOf(queries);
        candidates = List.copyOf(candidates);
    }
}
