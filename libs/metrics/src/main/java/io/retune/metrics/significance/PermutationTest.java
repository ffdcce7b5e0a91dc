package io.retune.metrics.significance;

/**
 * Paired randomisation test of the hypothesis that base and candidate are exchangeable: for each draw the differences
 * of a random half of the clusters change sign, a cluster's all together. The p-value is the share of draws whose mean
 * difference is at least as far from 0 as the observed one (two-sided), where the observed one counts as a draw: (b + 1)
 * / (draws + 1), so that it is never 0 and the test keeps its level.
 *
 * <p>Sources: Smucker, Allan and Carterette, "A comparison of statistical significance tests for information retrieval
 * evaluation", CIKM 2007; Phipson and Smyth, "Permutation p-values should never be zero", Statistical Applications in
 * Genetics and Molecular Biology 9 (2010).
 *
 * @param draws number of random sign assignments
 * @param seed of the random generator
 */
public record PermutationTest(int draws, long seed) {
    /** Equal sums, added in another order, differ by less than this share. */
    private static final double ROUNDING = 1e-12;

    /** Checks the number of draws. */
    public PermutationTest {
        if (draws < 1) {
            throw new IllegalArgumentException(
                    "permutation test: %d draws; expected at least 1, such as 10000".formatted(draws));
        }
    }

    /** 10,000 draws. */
    public PermutationTest(long seed) {
        this(10_000, seed);
    }

    /** The two-sided p-value, greater than 0 and at most 1. */
    public double pValue(PairedComparison comparison) {
        double[] sums = comparison.differences().sums;
        double observed = 0;
        double total = 0;
        for (double sum : sums) {
            observed += sum;
            total += Math.abs(sum);
        }
        double limit = Math.abs(observed) - ROUNDING * total;
        SplitMix64 random = new SplitMix64(seed);
        int extreme = 0;
        for (int draw = 0; draw < draws; draw++) {
            if (Math.abs(withRandomSigns(sums, random)) >= limit) {
                extreme++;
            }
        }
        return (extreme + 1.0) / (draws + 1.0);
    }

    private static double withRandomSigns(double[] sums, SplitMix64 random) {
        double sum = 0;
        long bits = 0;
        for (int i = 0; i < sums.length; i++) {
            if (i % Long.SIZE == 0) {
                bits = random.nextLong();
            }
            // 1 or -1 without a branch, which would be mispredicted every other time.
            sum += sums[i] * (1 - 2 * (bits & 1));
            bits >>>= 1;
        }
        return sum;
    }
}
