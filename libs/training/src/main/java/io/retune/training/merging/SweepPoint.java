package io.retune.training.merging;

import io.retune.metrics.MetricReport;
import io.retune.training.selection.DevSelection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A model on the line between base and tuned.
 *
 * @param alpha its place: 0 would be the base model, 1 is the tuned one
 * @param dev metrics on dev
 * @param guards one finding per guard
 */
public record SweepPoint(double alpha, MetricReport dev, List<GuardFinding> guards) {
    /** Copies the findings. */
    public SweepPoint {
        guards = List.copyOf(guards);
    }

    /** nDCG@10 on dev, this point minus the base model. */
    public double gain(MetricReport baseDev) {
        return dev.mean(DevSelection.METRIC) - baseDev.mean(DevSelection.METRIC);
    }

    /** The guard that fares worst; absent without guards. */
    public Optional<GuardFinding> worstGuard() {
        return guards.stream()
                .min(Comparator.comparingDouble(finding -> finding.difference().mean()));
    }
}
