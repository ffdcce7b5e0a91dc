package io.retune.training.nudge;

/** What the best gamma is best at, on dev. Among equals the smallest wins: less is moved. */
public enum GammaCriterion {
    /**
     * The authors' choice, as their package nudge-ft 0.1.2 makes it. NUDGE-N: the number of queries whose first passage
     * is relevant, for gamma 0, 0.02 ... 0.48. NUDGE-M: the number of pairs of a query and a relevant passage in which
     * that passage is first, for every gamma there is.
     */
    TOP_1("top-1", "precision_at_1", 1),
    /** nDCG@10, on the authors' grid for NUDGE-N and for gamma 0, 0.05 ... 2 for NUDGE-M. */
    NDCG_AT_10("ndcg-at-10", "ndcg_at_10", 10);

    private final String label;
    private final String metric;
    private final int depth;

    GammaCriterion(String label, String metric, int depth) {
        this.label = label;
        this.metric = metric;
        this.depth = depth;
    }

    /** The name used in flags and results. */
    public String label() {
        return label;
    }

    /** The label, which is what a flag's value is compared with. */
    @Override
    public String toString() {
        return label;
    }

    String metric() {
        return metric;
    }

    int depth() {
        return depth;
    }
}
