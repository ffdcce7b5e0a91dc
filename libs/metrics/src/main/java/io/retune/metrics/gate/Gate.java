package io.retune.metrics.gate;

import static io.retune.metrics.gate.Verdict.PROMOTED;
import static io.retune.metrics.gate.Verdict.REJECTED;
import static io.retune.metrics.gate.Verdict.UNDECIDED;

import io.retune.metrics.significance.Interval;
import io.retune.metrics.significance.PairedBootstrap;
import io.retune.metrics.significance.PairedComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Decides whether a candidate replaces the base model, by 95 % intervals of candidate minus base ({@link
 * PairedBootstrap}, 10,000 draws by passage cluster):
 *
 * <ul>
 *   <li>promoted: the target's lower bound is above 0, and every guard's lower bound above minus its margin;
 *   <li>rejected: the target's upper bound is below 0, or a guard's upper bound below minus its margin;
 *   <li>undecided: otherwise, and always if the target or a guard has fewer than 100 queries, or all its queries in one
 *       cluster, from which no spread can be learnt.
 * </ul>
 */
public final class Gate {
    /** Fewer queries cannot decide. */
    public static final int MINIMUM_QUERIES = 100;

    /** From here on PairedBootstrap covers about what it promises: 94 of 100 at 30 clusters, 83 at 5 (simulated). */
    private static final int ENOUGH_CLUSTERS = 30;

    private Gate() {}

    /**
     * Decides.
     *
     * @param target the comparison that must improve
     * @param guards those that must not become much worse; may be empty
     * @param seed of the bootstrap; the same seed gives the same decision
     */
    public static Decision decide(PairedComparison target, List<Guard> guards, long seed) {
        PairedBootstrap bootstrap = new PairedBootstrap(seed);
        List<Finding> findings = new ArrayList<>();
        findings.add(target(target, bootstrap));
        guards.forEach(guard -> findings.add(guard(guard, bootstrap)));
        return new Decision(
                verdict(findings), findings.stream().map(Finding::reason).toList());
    }

    private static Verdict verdict(List<Finding> findings) {
        if (findings.stream().anyMatch(finding -> !finding.canDecide())) {
            return UNDECIDED;
        }
        if (findings.stream().anyMatch(finding -> finding.verdict() == REJECTED)) {
            return REJECTED;
        }
        return findings.stream().allMatch(finding -> finding.verdict() == PROMOTED) ? PROMOTED : UNDECIDED;
    }

    private static Finding target(PairedComparison target, PairedBootstrap bootstrap) {
        String name = "target " + target.name();
        if (!canDecide(target)) {
            return cannotDecide(name, target);
        }
        Interval interval = bootstrap.interval(target);
        String figures = figures(interval, target);
        if (interval.low() > 0) {
            return new Finding(PROMOTED, true, "%s is better: %s".formatted(name, figures));
        }
        if (interval.high() < 0) {
            return new Finding(REJECTED, true, "%s is worse: %s".formatted(name, figures));
        }
        return new Finding(UNDECIDED, true, "%s may be better or worse: %s".formatted(name, figures));
    }

    private static Finding guard(Guard guard, PairedBootstrap bootstrap) {
        PairedComparison comparison = guard.comparison();
        String name = "guard " + comparison.name();
        if (!canDecide(comparison)) {
            return cannotDecide(name, comparison);
        }
        Interval interval = bootstrap.interval(comparison);
        String figures = figures(interval, comparison);
        String margin = margin(guard.margin());
        if (interval.low() > -guard.margin()) {
            return new Finding(PROMOTED, true, "%s stays within %s: %s".formatted(name, margin, figures));
        }
        if (interval.high() < -guard.margin()) {
            return new Finding(REJECTED, true, "%s loses more than %s: %s".formatted(name, margin, figures));
        }
        return new Finding(UNDECIDED, true, "%s may lose more than %s: %s".formatted(name, margin, figures));
    }

    /**
     * Whether so many queries can decide anything.
     *
     * @param clusters into which shared passages join them
     */
    public static boolean canDecide(int queries, long clusters) {
        return queries >= MINIMUM_QUERIES && clusters > 1;
    }

    private static boolean canDecide(PairedComparison comparison) {
        return canDecide(comparison.queries(), comparison.clusters());
    }

    private static Finding cannotDecide(String name, PairedComparison comparison) {
        String reason = comparison.queries() < MINIMUM_QUERIES
                ? "%s cannot decide: %d queries, at least %d are needed"
                        .formatted(name, comparison.queries(), MINIMUM_QUERIES)
                : "%s cannot decide: its %d queries all share passages, which makes them one observation"
                        .formatted(name, comparison.queries());
        return new Finding(UNDECIDED, false, reason);
    }

    private static String figures(Interval interval, PairedComparison comparison) {
        String figures = String.format(
                Locale.ROOT,
                "%+.2f percentage points, 95 %% interval %+.2f to %+.2f, %d queries",
                100 * interval.mean(),
                100 * interval.low(),
                100 * interval.high(),
                comparison.queries());
        int clusters = comparison.clusters();
        return clusters >= ENOUGH_CLUSTERS
                ? figures
                : figures + " in only %d passage clusters, so the true interval is wider".formatted(clusters);
    }

    private static String margin(double margin) {
        String points = String.format(Locale.ROOT, "the margin of %.2f percentage points", 100 * margin);
        return margin == Guard.DEFAULT_MARGIN
                ? points
                : points + String.format(Locale.ROOT, " (default %.2f)", 100 * Guard.DEFAULT_MARGIN);
    }

    /** What one comparison says by itself. */
    private record Finding(Verdict verdict, boolean canDecide, String reason) {}
}
