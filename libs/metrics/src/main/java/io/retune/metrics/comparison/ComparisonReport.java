package io.retune.metrics.comparison;

import io.retune.metrics.gate.Decision;
import io.retune.metrics.gate.Gate;
import io.retune.metrics.gate.Guard;
import io.retune.metrics.gate.Verdict;
import java.util.List;

/**
 * Base and candidate on the target and on every guard, with the gate's decision. Its JSON has the keys of {@code retune
 * compare --json}, without {@code looks}; written and read by Jackson, no number is rounded.
 *
 * @param decision what follows
 * @param reasons sentences with figures: the target's first, then one per guard
 * @param target where the candidate must be better
 * @param guards where it must not be much worse
 */
public record ComparisonReport(
        Verdict decision, List<String> reasons, DatasetComparison target, List<DatasetComparison> guards) {
    /** The metric that the gate decides by. */
    public static final String DECIDING = "ndcg_at_10";

    /** Copies the lists. */
    public ComparisonReport {
        reasons = List.copyOf(reasons);
        guards = List.copyOf(guards);
    }

    /**
     * Lets the gate decide and computes every interval.
     *
     * @param margin the loss that is accepted on each guard, see {@link Guard}
     * @param seed of bootstrap and permutations; the same seed gives the same report
     */
    public static ComparisonReport of(ReportPair target, List<ReportPair> guards, double margin, long seed) {
        List<Guard> judged = guards.stream()
                .map(guard -> new Guard(guard.comparison(DECIDING), margin))
                .toList();
        Decision decision = Gate.decide(target.comparison(DECIDING), judged, seed);
        return new ComparisonReport(
                decision.verdict(),
                decision.reasons(),
                target.describe(seed),
                guards.stream().map(guard -> guard.describe(seed)).toList());
    }
}
