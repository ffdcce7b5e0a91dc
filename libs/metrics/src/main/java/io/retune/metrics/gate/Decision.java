package io.retune.metrics.gate;

import java.util.List;

/**
 * The gate's answer.
 *
 * @param verdict what follows
 * @param reasons sentences with figures in percentage points: the target's first, then one per guard
 */
public record Decision(Verdict verdict, List<String> reasons) {
    /** Copies and checks. */
    public Decision {
        reasons = List.copyOf(reasons);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("decision %s has no reason; say why".formatted(verdict.json()));
        }
    }
}
