package io.retune.metrics.significance;

import java.util.Arrays;

/**
 * Percentile bootstrap interval of a mean paired difference, resampled by cluster: each draw takes as many clusters as
 * there are, with replacement, and computes the mean over all their queries (the ratio of the two sums, since clusters
 * differ in size). The interval reaches from the k-th smallest to the k-th largest draw, k = floor((draws + 1)
 * (1 - confidence) / 2).
 *
 * <p>The same seed gives the same interval on every machine, and exchanging base and candidate mirrors it. With fewer
 * than about 30 clusters the interval is too narrow; with one cluster it has no width.
 *
 * <p>Sources: Efron and Tibshirani, <i>An Introduction to the Bootstrap</i> (1993), sections 8.3 and 13.3; for paired
 * retrieval results Sakai, "Evaluating evaluation metrics based on the bootstrap", SIGIR 2006; for clusters Cameron,
 * Gelbach and Miller, "Bootstrap-based improvements for inference with clustered errors", Review of Economics and
 * Statistics 90 (2008).
 *
 * @param draws number of resamples
 * @param confidence share of the draws inside the interval, such as 0.95
 * @param seed of the random generator
 */
public record PairedBootstrap(int draws, double confidence, long seed) {
    /** Checks that at least one draw lies outside on either side. */
    public PairedBootstrap {
        if (!(confidence > 0 && confidence < 1) || outside(draws, confidence) < 1) {
            throw new IllegalArgumentException(("bootstrap: %d draws at confidence %s; expected a confidence between"
                            + " 0 and 1 and draws for at least one outside on either side, such as 10000 at 0.95")
                    .formatted(draws, confidence));
        }
    }

    /** 10,000 draws and 95 %. */
    public PairedBootstrap(long seed) {
        this(10_000, 0.95, seed);
    }

    /** The interval of candidate minus base. */
    public Interval interval(PairedComparison comparison) {
        ClusterSums differences = comparison.differences();
        double[] means = draw(differences);
        Arrays.sort(means);
        int outside = outside(draws, confidence);
        return new Interval(differences.mean(), means[outside - 1], means[draws - outside]);
    }

    private double[] draw(ClusterSums differences) {
        double[] sums = differences.sums;
        int[] counts = differences.counts;
        SplitMix64 random = new SplitMix64(seed);
        double[] means = new double[draws];
        for (int draw = 0; draw < draws; draw++) {
            double sum = 0;
            long queries = 0;
            for (int i = 0; i < sums.length; i++) {
                int cluster = random.nextInt(sums.length);
                sum += sums[cluster];
                queries += counts[cluster];
            }
            means[draw] = sum / queries;
        }
        return means;
    }

    private static int outside(int draws, double confidence) {
        // 1 - 0.9 is a little less than 0.1 and must not cost a draw.
        return (int) Math.floor((draws + 1) * (1 - confidence) / 2 + 1e-9);
    }
}
