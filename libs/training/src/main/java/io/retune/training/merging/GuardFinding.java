package io.retune.training.merging;

import io.retune.metrics.MetricReport;
import io.retune.metrics.significance.Interval;
import java.util.Locale;

/**
 * How one guard fares at one point of the line.
 *
 * @param guard the data set's name
 * @param base metrics of the base model on the guard's candidate pool
 * @param metrics of this point there
 * @param difference of nDCG@10, this point minus the base model, with its 95 % interval
 */
public record GuardFinding(String guard, MetricReport base, MetricReport metrics, Interval difference) {
    /** Whether the loss is within the limits. */
    public boolean holds(SweepOptions limits) {
        return difference.mean() >= -limits.guardLoss() && difference.low() > -limits.guardMargin();
    }

    /** The figures in percentage points. */
    String describe() {
        return String.format(
                Locale.ROOT,
                "%s %+.2f pp (95 %% interval %+.2f to %+.2f)",
                guard,
                100 * difference.mean(),
                100 * difference.low(),
                100 * difference.high());
    }
}
