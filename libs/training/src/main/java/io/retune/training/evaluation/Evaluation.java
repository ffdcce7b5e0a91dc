package io.retune.training.evaluation;

import io.retune.encoder.ModelIdentity;
import io.retune.metrics.MetricReport;
import io.retune.metrics.Run;

/**
 * A model's result on some queries of a data set.
 *
 * @param identity what encoded
 * @param metrics means, and values per query
 * @param run what was found for each query
 * @param passages passages that were searched
 */
public record Evaluation(ModelIdentity identity, MetricReport metrics, Run run, int passages) {}
