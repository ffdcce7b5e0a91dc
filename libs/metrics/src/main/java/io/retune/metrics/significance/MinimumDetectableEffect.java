package io.retune.metrics.significance;

/**
 * The smallest true mean difference that a set of queries shows in 80 of 100 cases, by a two-sided test at 95 %: 2.80
 * standard errors (z(0.975) + z(0.8)). What is smaller will mostly come out as undecided, so this tells before a
 * training whether its outcome can be judged at all, and after one what "undecided" is worth.
 *
 * <p>The standard error is that of a mean over queries whose clusters are independent. It is a large-sample value: below
 * about 30 clusters the true effect needed is greater. For a single cluster the result is infinite.
 *
 * <p>Sources: Bloom, "Minimum detectable effects", Evaluation Review 19 (1995); Sakai, "Topic set size design",
 * Information Retrieval Journal 19 (2016); Cameron and Miller, "A practitioner's guide to cluster-robust inference",
 * Journal of Human Resources 50 (2015), for the standard error.
 */
public final class MinimumDetectableEffect {
    /** How alike base and fine-tuned values are assumed to be before there is a candidate; most are above it. */
    public static final double ASSUMED_CORRELATION = 0.7;

    /** Quantiles of the standard normal distribution at 0.975 and 0.8. */
    private static final double STANDARD_ERRORS = 1.959963984540054 + 0.8416212335729143;

    private MinimumDetectableEffect() {}

    /** From the spread of the differences of two models. */
    public static double of(PairedComparison comparison) {
        return STANDARD_ERRORS * comparison.differences().standardError();
    }

    /**
     * A forecast before there is a candidate, from the spread of the base model alone. It assumes that the candidate's
     * values will spread as much as the base's, and correlate with them over clusters as declared: then the standard
     * error of the difference is that of the base times sqrt(2 (1 - correlation)).
     *
     * @param base the base model's value per query
     * @param clusters the cluster of every query
     * @param correlation the assumption, from -1 up to but not including 1. A fine-tuned model usually correlates with
     *     its base; the lower the assumption, the more careful the forecast (0: no better than two unpaired models)
     */
    public static double forecast(double[] base, int[] clusters, double correlation) {
        if (!(correlation >= -1 && correlation < 1)) {
            throw new IllegalArgumentException(
                    "forecast: correlation %s; expected -1 or more and less than 1, such as 0.8"
                            .formatted(correlation));
        }
        PairedComparison spread = PairedComparison.of("forecast", new double[base.length], base, clusters);
        return Math.sqrt(2 * (1 - correlation)) * of(spread);
    }
}
