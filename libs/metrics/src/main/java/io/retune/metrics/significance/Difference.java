package io.retune.metrics.significance;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * All that a report says about a difference, candidate minus base, in the metric's unit.
 *
 * @param mean observed mean
 * @param low lower bound of the 95 % interval
 * @param high its upper bound
 * @param pValue two-sided, from the {@link PermutationTest}
 * @param minimumDetectable see {@link MinimumDetectableEffect}; infinite for a single cluster
 */
public record Difference(
        double mean,
        double low,
        double high,
        @JsonProperty("p_value") double pValue,
        @JsonProperty("minimum_detectable") double minimumDetectable) {

    /** Computes everything with 10,000 draws; the same seed gives the interval that the gate decides by. */
    public static Difference of(PairedComparison comparison, long seed) {
        Interval interval = new PairedBootstrap(seed).interval(comparison);
        return new Difference(
                interval.mean(),
                interval.low(),
                interval.high(),
                new PermutationTest(seed).pValue(comparison),
                MinimumDetectableEffect.of(comparison));
    }
}
