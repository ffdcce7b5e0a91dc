package io.retune.training.merging;

import io.retune.metrics.MetricReport;
import io.retune.metrics.Qrels;
import io.retune.metrics.Ranking;
import io.retune.metrics.RankingMetrics;
import io.retune.metrics.Run;
import io.retune.metrics.significance.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reports with a given nDCG@10. */
final class Reports {
    private static final int QUERIES = 1000;

    private Reports() {}

    /** The first {@code found} of 1000 queries have their passage first, the others do not have it at all. */
    static MetricReport of(int found) {
        Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
        Map<String, Ranking> rankings = new LinkedHashMap<>();
        for (int i = 0; i < QUERIES; i++) {
            grades.put("q" + i, Map.of("right", 1));
            rankings.put("q" + i, Ranking.of(List.of(i < found ? "right" : "wrong"), new float[] {1}));
        }
        return new RankingMetrics().evaluate(new Qrels(grades), new Run(rankings));
    }

    /** A guard that changed by {@code mean}, certain to {@code width} either way. */
    static GuardFinding guard(String name, double mean, double width) {
        MetricReport base = of(500);
        return new GuardFinding(name, base, base, new Interval(mean, mean - width, mean + width));
    }
}
