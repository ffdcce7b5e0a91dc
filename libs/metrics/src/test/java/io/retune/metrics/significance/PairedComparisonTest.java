package io.retune.metrics.significance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.retune.metrics.MetricReport;
import io.retune.metrics.Qrels;
import io.retune.metrics.Ranking;
import io.retune.metrics.RankingMetrics;
import io.retune.metrics.Run;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PairedComparisonTest {
    @Test
    void comparesCandidateWithBase() {
        PairedComparison comparison = PairedComparison.of(
                "medical", new double[] {0.5, 0.5, 0}, new double[] {1, 0.25, 0.5}, new int[] {9, -2, 9});
        assertThat(comparison.name()).isEqualTo("medical");
        assertThat(comparison.queries()).isEqualTo(3);
        assertThat(comparison.clusters()).isEqualTo(2);
        assertThat(comparison.meanDifference()).isEqualTo(0.25);
        assertThat(comparison.differences().sums).containsExactly(1, -0.25);
        assertThat(comparison.differences().counts).containsExactly(2, 1);
    }

    @Test
    void copiesItsValues() {
        double[] base = {0, 0};
        double[] candidate = {1, 1};
        int[] clusters = {0, 1};
        PairedComparison comparison = PairedComparison.of("medical", base, candidate, clusters);
        base[0] = 9;
        candidate[0] = 9;
        clusters[1] = 0;
        assertThat(comparison.meanDifference()).isEqualTo(1);
        assertThat(comparison.clusters()).isEqualTo(2);
    }

    @Test
    void standardErrorOfSingletonsIsTheUsualOne() {
        // Differences 1, 2, 6: mean 3, variance 7
        PairedComparison comparison =
                PairedComparison.of("medical", new double[3], new double[] {1, 2, 6}, new int[] {0, 1, 2});
        assertThat(comparison.differences().standardError()).isCloseTo(Math.sqrt(7 / 3.0), within(1e-15));
    }

    @Test
    void standardErrorKeepsClustersTogether() {
        // Sums 2 of 2 queries, 0 of 2, mean 0.5: residuals 1 and -1; G / (G - 1) = 2
        PairedComparison comparison =
                PairedComparison.of("medical", new double[4], new double[] {1, 1, 0, 0}, new int[] {0, 0, 1, 1});
        assertThat(comparison.differences().standardError()).isCloseTo(Math.sqrt(2 * 2) / 4, within(1e-15));
    }

    @Test
    void pairsOneMetricOfTwoReports() {
        // Given
        Qrels qrels = new Qrels(Map.of("q", Map.of("a", 1)));
        MetricReport base = evaluate(qrels, Map.of("a", 1, "b", 2));
        MetricReport candidate = evaluate(qrels, Map.of("a", 2, "b", 1));
        // When
        PairedComparison comparison = PairedComparison.of("medical", "mrr_at_10", base, candidate, new int[] {0});
        // Then
        assertThat(comparison.meanDifference()).isEqualTo(0.5);
        MetricReport other = evaluate(new Qrels(Map.of("q", Map.of("a", 1), "p", Map.of("a", 1))), Map.of("a", 2));
        assertThatThrownBy(() -> PairedComparison.of("medical", "mrr_at_10", base, other, new int[] {0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("medical: base has 1 queries, candidate 2, and they are not the same;"
                        + " evaluate both on the same qrels");
    }

    @Test
    void refusesWhatIsNotPaired() {
        double[] two = {0, 1};
        refuses(new double[0], new double[0], new int[0], "medical: no query to compare; expected one value per query");
        refuses(
                two,
                two,
                new int[1],
                "medical: 2 base values, 2 candidate values and 1 clusters; expected one of each per query");
        refuses(
                two,
                new double[3],
                new int[2],
                "medical: 2 base values, 3 candidate values and 2 clusters; expected one of each per query");
        refuses(
                two,
                new double[] {0, Double.NaN},
                new int[2],
                "medical: the candidate value of query 1 is NaN; expected a number between 0 and 1");
        refuses(
                new double[] {Double.POSITIVE_INFINITY, 0},
                two,
                new int[2],
                "medical: the base value of query 0 is Infinity; expected a number between 0 and 1");
    }

    private static MetricReport evaluate(Qrels qrels, Map<String, Integer> scores) {
        return new RankingMetrics().evaluate(qrels, new Run(Map.of("q", Ranking.of(scores))));
    }

    private static void refuses(double[] base, double[] candidate, int[] clusters, String message) {
        assertThatThrownBy(() -> PairedComparison.of("medical", base, candidate, clusters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
