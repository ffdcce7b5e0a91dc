package io.retune.metrics.gate;

import io.retune.metrics.significance.PairedComparison;

/**
 * A data set on which the candidate must not become much worse.
 *
 * @param comparison base and candidate on that data set
 * @param margin the loss that is accepted, in the metric's unit: 0.02 is two percentage points
 */
public record Guard(PairedComparison comparison, double margin) {
    /** Two percentage points. */
    public static final double DEFAULT_MARGIN = 0.02;

    /** Checks the margin. */
    public Guard {
        if (!(margin >= 0 && margin < 1)) {
            throw new IllegalArgumentException("guard %s: margin %s; expected 0 or more and less than 1, such as 0.02"
                    .formatted(comparison.name(), margin));
        }
    }

    /** A guard with the default margin. */
    public Guard(PairedComparison comparison) {
        this(comparison, DEFAULT_MARGIN);
    }
}
