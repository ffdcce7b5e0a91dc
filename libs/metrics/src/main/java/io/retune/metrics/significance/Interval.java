package io.retune.metrics.significance;

/**
 * A mean difference, candidate minus base, and its confidence interval, in the metric's unit (0.01 is one percentage
 * point).
 *
 * @param mean observed mean over the queries
 * @param low lower bound
 * @param high upper bound, not below the lower one; a percentile interval need not contain the mean in the middle
 */
public record Interval(double mean, double low, double high) {
    /** Checks the bounds. */
    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    "interval from %s to %s; expected the lower bound first".formatted(low, high));
        }
    }
}
