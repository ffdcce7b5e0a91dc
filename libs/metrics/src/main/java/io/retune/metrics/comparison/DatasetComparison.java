package io.retune.metrics.comparison;

import io.retune.metrics.significance.Difference;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a report says about one data set; its JSON is {@code target}, or one of {@code guards}, of {@code retune
 * compare}.
 *
 * @param dataset its name
 * @param queries that were judged
 * @param passages that were searched
 * @param base metric name to mean of the model in use, in the order of {@link io.retune.metrics.MetricReport#means}
 * @param candidate the same of the model that may replace it
 * @param difference metric name to candidate minus base
 */
public record DatasetComparison(
        String dataset,
        int queries,
        int passages,
        Map<String, Double> base,
        Map<String, Double> candidate,
        Map<String, Difference> difference) {
    /** Copies the maps and keeps their order. */
    public DatasetComparison {
        base = copy(base);
        candidate = copy(candidate);
        difference = copy(difference);
    }

    private static <V> Map<String, V> copy(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
