package io.retune.events;

import java.util.Map;

/**
 * How good the base model is, and what these queries can decide.
 *
 * @param metrics the target's means, such as {@code ndcg_at_10}
 * @param queries that decide
 * @param detectable the difference of nDCG@10 that these queries are likely to show
 */
public record BaselineReady(RunContext context, Map<String, Double> metrics, int queries, double detectable)
        implements RingEvent {
    /** Validates and copies. */
    public BaselineReady {
        Checks.present(context, "context");
        Checks.present(metrics, "metrics");
        metrics = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(metrics));
    }

    @Override
    public Stage stage() {
        return Stage.BASELINE;
    }

    @Override
    public Topic topic() {
        return Topic.BASELINE_READY;
    }
}
