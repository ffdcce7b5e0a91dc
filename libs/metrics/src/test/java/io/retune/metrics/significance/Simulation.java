package io.retune.metrics.significance;

import java.util.Random;

/** Draws comparisons whose true mean difference is known: clusters of 1 to 5 queries that share part of their noise. */
final class Simulation {
    private static final double NOISE = 0.15;
    private static final double SHARE_OF_CLUSTER = 0.7;

    private final Random random;
    private final int clusters;
    private final double effect;

    Simulation(long seed, int clusters, double effect) {
        this.random = new Random(seed);
        this.clusters = clusters;
        this.effect = effect;
    }

    PairedComparison draw() {
        return draw(true);
    }

    /** Without clusters every query claims to be independent, which it is not. */
    PairedComparison draw(boolean byCluster) {
        int[] sizes = random.ints(clusters, 1, 6).toArray();
        int queries = 0;
        for (int size : sizes) {
            queries += size;
        }
        double[] base = new double[queries];
        double[] candidate = new double[queries];
        int[] clusterOfQuery = new int[queries];
        int query = 0;
        for (int cluster = 0; cluster < clusters; cluster++) {
            double shared = random.nextGaussian();
            for (int i = 0; i < sizes[cluster]; i++) {
                base[query] = random.nextDouble();
                candidate[query] = base[query] + effect + NOISE * noise(shared);
                clusterOfQuery[query] = byCluster ? cluster : query;
                query++;
            }
        }
        return PairedComparison.of("simulated", base, candidate, clusterOfQuery);
    }

    private double noise(double shared) {
        return Math.sqrt(SHARE_OF_CLUSTER) * shared + Math.sqrt(1 - SHARE_OF_CLUSTER) * random.nextGaussian();
    }
}
