package io.retune.metrics;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The metrics of one run: a value per metric and query, and their means. Metrics stand in a fixed order: ndcg, map,
 * recall, precision, mrr, each at ascending cutoffs. Values are exact; only {@link #toString} rounds.
 */
public final class MetricReport {
    private final List<String> queryIds;
    private final Map<String, double[]> values;
    private final Map<String, Double> means;

    MetricReport(List<String> queryIds, Map<String, double[]> values) {
        this.queryIds = queryIds;
        this.values = values;
        Map<String, Double> ordered = new LinkedHashMap<>();
        values.forEach((metric, perQuery) ->
                ordered.put(metric, Arrays.stream(perQuery).sum() / perQuery.length));
        this.means = Collections.unmodifiableMap(ordered);
    }

    /** Judged queries, in the order of {@link #values}. */
    public List<String> queryIds() {
        return queryIds;
    }

    /** Metric name, such as {@code ndcg_at_10}, to its mean over all judged queries, in the fixed order. */
    public Map<String, Double> means() {
        return means;
    }

    /**
     * The mean of a metric.
     *
     * @param metric a name such as {@code ndcg_at_10}, see {@link Metric#at(int)}
     */
    public double mean(String metric) {
        return means.get(known(metric));
    }

    /** A metric's value per query, as long as {@link #queryIds}; a copy. */
    public double[] values(String metric) {
        return values.get(known(metric)).clone();
    }

    /** Every metric of one query by its place in {@link #queryIds}, in the fixed order. */
    public Map<String, Double> ofQuery(int index) {
        Map<String, Double> row = new LinkedHashMap<>();
        values.forEach((metric, perQuery) -> row.put(metric, perQuery[index]));
        return row;
    }

    /** One line per metric, name and mean with five decimals. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        means.forEach((metric, mean) -> text.append(String.format(Locale.ROOT, "%s %.5f%n", metric, mean)));
        return text.toString();
    }

    private String known(String metric) {
        if (!values.containsKey(metric)) {
            throw new IllegalArgumentException(
                    "metric \"%s\" was not computed; computed were %s".formatted(metric, values.keySet()));
        }
        return metric;
    }
}
