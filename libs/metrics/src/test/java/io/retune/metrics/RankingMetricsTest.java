package io.retune.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RankingMetricsTest {
    private static final Ranking FIVE = Ranking.of(List.of("a", "b", "c", "d", "e"), new float[] {5, 4, 3, 2, 1});

    @Test
    void equalsTheDefinitionsByHand() {
        // Given grades 0 2 0 1 0 in rank order, and a relevant passage that was not found
        Qrels qrels = new Qrels(Map.of("q", Map.of("b", 2, "d", 1, "z", 3)));
        // When
        MetricReport report = new RankingMetrics(1, 3, 5).evaluate(qrels, new Run(Map.of("q", FIVE)));
        // Then
        double log3 = Math.log(3) / Math.log(2);
        double log5 = Math.log(5) / Math.log(2);
        assertThat(report.mean("ndcg_at_1")).isZero();
        assertThat(report.mean("ndcg_at_3")).isCloseTo((2 / log3) / (3 + 2 / log3 + 0.5), within(1e-15));
        assertThat(report.mean("ndcg_at_5")).isCloseTo((2 / log3 + 1 / log5) / (3 + 2 / log3 + 0.5), within(1e-15));
        assertThat(report.mean("map_at_5")).isCloseTo((1 / 2.0 + 2 / 4.0) / 3, within(1e-15));
        assertThat(report.mean("recall_at_3")).isCloseTo(1 / 3.0, within(1e-15));
        assertThat(report.mean("precision_at_5")).isCloseTo(2 / 5.0, within(1e-15));
        assertThat(report.mean("mrr_at_1")).isZero();
        assertThat(report.mean("mrr_at_3")).isEqualTo(0.5);
    }

    @Test
    void averagePrecisionIsDividedByAllRelevantPassages() {
        Qrels qrels = new Qrels(Map.of("q", Map.of("a", 1, "b", 1, "c", 1, "d", 1)));
        MetricReport report = new RankingMetrics(2).evaluate(qrels, new Run(Map.of("q", FIVE)));
        assertThat(report.mean("map_at_2")).isEqualTo(0.5);
        assertThat(report.mean("ndcg_at_2")).isEqualTo(1);
    }

    @Test
    void countsQueriesWithoutResultsOrRelevantPassagesAsZero() {
        // Given
        Qrels qrels = new Qrels(new TreeMap<>(Map.of(
                "answered", Map.of("a", 1),
                "empty", Map.of("a", 1),
                "irrelevant", Map.of("a", 0),
                "missing", Map.of("a", 1))));
        Run run = new Run(Map.of("answered", FIVE, "empty", Ranking.of(Map.of()), "irrelevant", FIVE, "other", FIVE));
        // When
        MetricReport report = new RankingMetrics().evaluate(qrels, run);
        // Then
        assertThat(report.queryIds()).containsExactly("answered", "empty", "irrelevant", "missing");
        for (String metric : List.of("ndcg_at_1", "map_at_1", "recall_at_1", "precision_at_1", "mrr_at_1")) {
            assertThat(report.values(metric)).containsExactly(1, 0, 0, 0);
            assertThat(report.mean(metric)).isEqualTo(0.25);
        }
    }

    @Test
    void ordersMetricsByKindThenCutoff() {
        MetricReport report = new RankingMetrics().evaluate(judged("q"), new Run(Map.of("q", FIVE)));
        List<String> names = List.of(
                "ndcg_at_1",
                "ndcg_at_3",
                "ndcg_at_5",
                "ndcg_at_10",
                "map_at_1",
                "map_at_3",
                "map_at_5",
                "map_at_10",
                "recall_at_1",
                "recall_at_3",
                "recall_at_5",
                "recall_at_10",
                "precision_at_1",
                "precision_at_3",
                "precision_at_5",
                "precision_at_10",
                "mrr_at_1",
                "mrr_at_3",
                "mrr_at_5",
                "mrr_at_10");
        assertThat(report.means().keySet()).containsExactlyElementsOf(names);
        assertThat(report.ofQuery(0).keySet()).containsExactlyElementsOf(names);
    }

    @Test
    void roundsOnlyItsText() {
        Qrels qrels = new Qrels(Map.of("q", Map.of("b", 1, "c", 1, "d", 1)));
        MetricReport report = new RankingMetrics(3).evaluate(qrels, new Run(Map.of("q", FIVE)));
        assertThat(report.toString().lines())
                .containsExactly(
                        "ndcg_at_3 0.53072",
                        "map_at_3 0.38889",
                        "recall_at_3 0.66667",
                        "precision_at_3 0.66667",
                        "mrr_at_3 0.50000");
        assertThat(report.mean("recall_at_3")).isEqualTo(2 / 3.0);
    }

    @Test
    void refusesARunOfOtherQueries() {
        assertThatThrownBy(() -> new RankingMetrics().evaluate(judged("q-1"), new Run(Map.of("q-2", FIVE))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("run: answers 1 queries, none of the 1 judged ones;"
                        + " check that run and qrels come from the same data set and split");
    }

    @Test
    void refusesCutoffsThatAreNone() {
        assertThatThrownBy(() -> new RankingMetrics(3, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cutoff 3 follows 3; expected ascending cutoffs from 1");
        assertThatThrownBy(() -> new RankingMetrics(new int[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no cutoff; expected at least one, such as 10");
    }

    @Test
    void saysWhichMetricsThereAre() {
        MetricReport report = new RankingMetrics(2).evaluate(judged("q"), new Run(Map.of("q", FIVE)));
        assertThatThrownBy(() -> report.mean("ndcg_at_10"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("metric \"ndcg_at_10\" was not computed; computed were"
                        + " [ndcg_at_2, map_at_2, recall_at_2, precision_at_2, mrr_at_2]");
    }

    private static Qrels judged(String query) {
        return new Qrels(Map.of(query, Map.of("a", 1)));
    }
}
