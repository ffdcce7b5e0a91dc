package io.retune.metrics.significance;

import io.retune.metrics.MetricReport;
import java.util.Arrays;

/**
 * One metric of two models on the same queries, and which queries belong together.
 *
 * <p>Queries that share a relevant passage are not independent: a model that gets the passage wrong gets all of them
 * wrong. Such queries form a cluster, and everything in this package draws, flips and sums whole clusters. Treating the
 * queries as independent makes intervals too narrow.
 */
public final class PairedComparison {
    private final String name;
    private final double[] base;
    private final double[] candidate;
    private final int[] clusters;

    private PairedComparison(String name, double[] base, double[] candidate, int[] clusters) {
        this.name = name;
        this.base = base;
        this.candidate = candidate;
        this.clusters = clusters;
    }

    /**
     * Pairs the values of two models.
     *
     * @param name the data set, as messages and reasons call it
     * @param base the base model's value per query, between 0 and 1
     * @param candidate the candidate's, in the same order of queries
     * @param clusters the cluster of every query, any integers; equal ones belong together
     * @throws IllegalArgumentException if there is no query, the lengths differ or a value is not a finite number
     */
    public static PairedComparison of(String name, double[] base, double[] candidate, int[] clusters) {
        if (base.length == 0) {
            throw new IllegalArgumentException(name + ": no query to compare; expected one value per query");
        }
        if (candidate.length != base.length || clusters.length != base.length) {
            throw new IllegalArgumentException(
                    "%s: %d base values, %d candidate values and %d clusters; expected one of each per query"
                            .formatted(name, base.length, candidate.length, clusters.length));
        }
        requireFinite(name, "base", base);
        requireFinite(name, "candidate", candidate);
        return new PairedComparison(name, base.clone(), candidate.clone(), clusters.clone());
    }

    /**
     * Pairs one metric of two reports.
     *
     * @param metric a name such as {@code ndcg_at_10}
     * @param clusters the cluster of every query, in the order of {@link MetricReport#queryIds}
     * @throws IllegalArgumentException if the reports are not about the same queries in the same order
     */
    public static PairedComparison of(
            String name, String metric, MetricReport base, MetricReport candidate, int[] clusters) {
        if (!base.queryIds().equals(candidate.queryIds())) {
            throw new IllegalArgumentException(
                    "%s: base has %d queries, candidate %d, and they are not the same; evaluate both on the same qrels"
                            .formatted(
                                    name,
                                    base.queryIds().size(),
                                    candidate.queryIds().size()));
        }
        return of(name, base.values(metric), candidate.values(metric), clusters);
    }

    /** The data set's name. */
    public String name() {
        return name;
    }

    /** Number of queries. */
    public int queries() {
        return base.length;
    }

    /** Number of clusters: the number of independent observations. */
    public int clusters() {
        return (int) Arrays.stream(clusters).distinct().count();
    }

    /** Candidate minus base, mean over the queries; positive if the candidate is better. */
    public double meanDifference() {
        return differences().mean();
    }

    /** Candidate minus base, summed by cluster. */
    ClusterSums differences() {
        double[] differences = new double[base.length];
        for (int i = 0; i < base.length; i++) {
            differences[i] = candidate[i] - base[i];
        }
        return ClusterSums.of(differences, clusters);
    }

    private static void requireFinite(String name, String model, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "%s: the %s value of query %d is %s; expected a number between 0 and 1"
                                .formatted(name, model, i, values[i]));
            }
        }
    }
}
