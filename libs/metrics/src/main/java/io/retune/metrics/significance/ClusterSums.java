package io.retune.metrics.significance;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import java.util.Arrays;

/** Per-query values added up by cluster: all that resampling whole clusters needs. */
final class ClusterSums {
    /** One sum of values and one number of queries per cluster, in order of first appearance. */
    final double[] sums;

    final int[] counts;

    private ClusterSums(double[] sums, int[] counts) {
        this.sums = sums;
        this.counts = counts;
    }

    static ClusterSums of(double[] values, int[] clusters) {
        Int2IntOpenHashMap places = new Int2IntOpenHashMap();
        double[] sums = new double[values.length];
        int[] counts = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            if (!places.containsKey(clusters[i])) {
                places.put(clusters[i], places.size());
            }
            int place = places.get(clusters[i]);
            sums[place] += values[i];
            counts[place]++;
        }
        return new ClusterSums(Arrays.copyOf(sums, places.size()), Arrays.copyOf(counts, places.size()));
    }

    int clusters() {
        return sums.length;
    }

    double mean() {
        return Arrays.stream(sums).sum() / Arrays.stream(counts).sum();
    }

    /**
     * Standard error of the mean over queries where clusters, not queries, are independent: the linearised error of a
     * ratio of sums, with the factor G / (G - 1). Infinite for a single cluster, which says nothing about its spread.
     */
    double standardError() {
        if (clusters() < 2) {
            return Double.POSITIVE_INFINITY;
        }
        double mean = mean();
        double squares = 0;
        for (int cluster = 0; cluster < clusters(); cluster++) {
            double residual = sums[cluster] - counts[cluster] * mean;
            squares += residual * residual;
        }
        return Math.sqrt(squares * clusters() / (clusters() - 1.0))
                / Arrays.stream(counts).sum();
    }
}
