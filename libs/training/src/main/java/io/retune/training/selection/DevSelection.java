package io.retune.training.selection;

import io.retune.dataset.RagDataset;
import io.retune.encoder.Dtype;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.metrics.MetricReport;
import io.retune.training.evaluation.Evaluator;
import io.retune.training.evaluation.VectorSource;
import java.util.List;

/**
 * Measures weights on the queries that select, dev or those of a guard, in the form in which they will be served.
 *
 * @param folder tokenizer and description of the model
 * @param dtype of the serving graph
 * @param dataset holds the texts
 * @param queryIds the queries that select
 * @param pool the passages to search, see {@link CandidatePool}
 * @param safePoint is called after every batch of texts; may throw
 */
public record DevSelection(
        ModelFolder folder,
        Dtype dtype,
        RagDataset dataset,
        List<String> queryIds,
        List<String> pool,
        Runnable safePoint) {
    /** The metric that decides. */
    public static final String METRIC = "ndcg_at_10";

    /** Without a safe point. */
    public DevSelection(ModelFolder folder, Dtype dtype, RagDataset dataset, List<String> queryIds, List<String> pool) {
        this(folder, dtype, dataset, queryIds, pool, () -> {});
    }

    /** What must be the same for figures to be comparable: texts, what is relevant, the pool. */
    public String digest() {
        return "%s, corpus %s, queries %s, pool %x"
                .formatted(dataset.name(), dataset.corpusDigest(), dataset.queriesDigest(queryIds), pool.hashCode());
    }

    /** Metrics of a model with these weights. */
    public MetricReport measure(EncoderWeights weights) {
        try (TextEncoder encoder = open(weights)) {
            return measure(encoder);
        }
    }

    TextEncoder open(EncoderWeights weights) {
        return TextEncoder.open(folder, weights, dtype);
    }

    MetricReport measure(TextEncoder encoder) {
        return Evaluator.of(VectorSource.fresh(encoder, safePoint))
                .evaluate(dataset, queryIds, pool)
                .metrics();
    }
}
