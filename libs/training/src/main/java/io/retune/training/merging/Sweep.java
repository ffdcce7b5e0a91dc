package io.retune.training.merging;

import io.retune.metrics.MetricReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was found between the base model and the tuned one, and what follows: the best point on dev among those that are
 * better than the base model there and lose no more on any guard than the limits allow. That there is none is a normal
 * answer: the unchanged model stays.
 *
 * @param base dev metrics of the base model
 * @param points what was looked at, alphas ascending
 * @param chosen the model to keep; absent if it is the unchanged one
 * @param reasons one sentence per point and one for the outcome, with figures
 */
public record Sweep(MetricReport base, List<SweepPoint> points, Optional<SweepPoint> chosen, List<String> reasons) {
    /** Copies the lists. */
    public Sweep {
        points = List.copyOf(points);
        reasons = List.copyOf(reasons);
    }

    /** Chooses. Of points equally good on dev the one nearest to the base model counts. */
    static Sweep choose(MetricReport base, List<SweepPoint> points, SweepOptions limits) {
        Optional<SweepPoint> chosen = points.stream()
                .filter(point -> objection(point, base, limits).isEmpty())
                .max(Comparator.<SweepPoint>comparingDouble(point -> point.gain(base))
                        .thenComparing(SweepPoint::alpha, Comparator.reverseOrder()));
        List<String> reasons = new ArrayList<>();
        points.forEach(point -> reasons.add(describe(point, base)
                + objection(point, base, limits)
                        .map(why -> ": left out, " + why)
                        .orElse("")));
        reasons.add(chosen.map(point ->
                        String.format(Locale.ROOT, "alpha %s is the best on dev of those that hold", point.alpha()))
                .orElse("no point is better on dev and holds every guard: the model stays as it is"));
        return new Sweep(base, points, chosen, reasons);
    }

    /** The same with more to say, such as a guard that could not be measured. */
    public Sweep withReasons(List<String> more) {
        List<String> all = new ArrayList<>(more);
        all.addAll(reasons);
        return new Sweep(base, points, chosen, all);
    }

    /**
     * Where to look next: where every point costs a guard too much, half of the way to the nearest one, as long as that
     * one is better on dev; twice at most.
     */
    OptionalDouble nearer(SweepOptions limits) {
        SweepPoint nearest = points.get(0);
        boolean may = chosen.isEmpty() && nearest.gain(base) > 0 && points.size() < limits.mostPoints();
        return may ? OptionalDouble.of(nearest.alpha() / 2) : OptionalDouble.empty();
    }

    private static Optional<String> objection(SweepPoint point, MetricReport base, SweepOptions limits) {
        if (point.gain(base) <= 0) {
            return Optional.of("not better on dev");
        }
        return point.guards().stream()
                .filter(finding -> !finding.holds(limits))
                .findFirst()
                .map(finding -> String.format(
                        Locale.ROOT,
                        "guard %s must keep its mean at %+.2f pp or above and its lower bound above %+.2f",
                        finding.guard(),
                        -100 * limits.guardLoss(),
                        -100 * limits.guardMargin()));
    }

    private static String describe(SweepPoint point, MetricReport base) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "alpha %s: dev %+.2f pp", point.alpha(), 100 * point.gain(base)));
        point.guards().forEach(finding -> text.append(", guard ").append(finding.describe()));
        return text.toString();
    }
}
