package io.retune.metrics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.metrics.MetricReport;
import io.retune.metrics.Qrels;
import io.retune.metrics.Ranking;
import io.retune.metrics.RankingMetrics;
import io.retune.metrics.Run;
import io.retune.metrics.gate.Gate;
import io.retune.metrics.gate.Guard;
import io.retune.metrics.gate.Verdict;
import io.retune.metrics.significance.Difference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonReportTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int QUERIES = 120;
    private static final long SEED = 3;

    @Test
    void decidesAsTheGateDoes() {
        ReportPair better = pair("target", 3, 1);
        ReportPair equal = pair("guard", 2, 2);

        ComparisonReport report = ComparisonReport.of(better, List.of(equal), 0.02, SEED);

        assertThat(report.decision()).isEqualTo(Verdict.PROMOTED);
        assertThat(report.reasons())
                .isEqualTo(Gate.decide(
                                better.comparison(ComparisonReport.DECIDING),
                                List.of(new Guard(equal.comparison(ComparisonReport.DECIDING))),
                                SEED)
                        .reasons());
        assertThat(report.target().difference().get("mrr_at_10"))
                .isEqualTo(Difference.of(better.comparison("mrr_at_10"), SEED));
        assertThat(report.target().queries()).isEqualTo(QUERIES);
        assertThat(report.target().base().get("mrr_at_10")).isLessThan(1);
        assertThat(report.target().candidate().get("mrr_at_10")).isEqualTo(1);
    }

    @Test
    void jsonHasTheKeysOfCompareAndLosesNothing() throws IOException {
        ComparisonReport report = ComparisonReport.of(pair("target", 3, 1), List.of(pair("guard", 1, 3)), 0.02, SEED);

        JsonNode json = JSON.readTree(JSON.writeValueAsString(report));

        assertThat(keys(json)).containsExactly("decision", "reasons", "target", "guards");
        assertThat(json.path("decision").asText()).isEqualTo("rejected");
        assertThat(keys(json.path("target")))
                .containsExactly("dataset", "queries", "passages", "base", "candidate", "difference");
        assertThat(keys(json.path("target").path("base"))).startsWith("ndcg_at_1", "ndcg_at_3");
        assertThat(keys(json.path("guards").path(0).path("difference").path("ndcg_at_10")))
                .containsExactly("mean", "low", "high", "p_value", "minimum_detectable");
        assertThat(JSON.treeToValue(json, ComparisonReport.class)).isEqualTo(report);
    }

    @Test
    void oneClusterHasNoDetectableDifferenceAndSurvivesJson() throws IOException {
        ReportPair pair = new ReportPair("alone", 10, report(1), report(1), new int[QUERIES]);
        ComparisonReport report = ComparisonReport.of(pair, List.of(), 0.02, SEED);

        assertThat(report.target().difference().get("ndcg_at_10").minimumDetectable())
                .isInfinite();
        assertThat(JSON.readValue(JSON.writeValueAsString(report), ComparisonReport.class))
                .isEqualTo(report);
    }

    @Test
    void otherQueriesAreRefused() {
        MetricReport fewer =
                new RankingMetrics().evaluate(new Qrels(Map.of("q0", Map.of("right", 1))), new Run(rankings(1)));
        ReportPair pair = new ReportPair("target", 10, report(1), fewer, new int[QUERIES]);

        assertThatThrownBy(() -> ComparisonReport.of(pair, List.of(), 0.02, SEED))
                .hasMessage("target: base has 120 queries, candidate 1, and they are not the same; evaluate both on the"
                        + " same qrels");
    }

    /** Every query's passage at a rank for each model; the base finds every fifth at once, so that values spread. */
    private static ReportPair pair(String name, int baseRank, int candidateRank) {
        return new ReportPair(
                name,
                10,
                report(baseRank),
                report(candidateRank),
                IntStream.range(0, QUERIES).toArray());
    }

    private static MetricReport report(int rank) {
        Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
        for (int query = 0; query < QUERIES; query++) {
            grades.put("q" + query, Map.of("right", 1));
        }
        return new RankingMetrics().evaluate(new Qrels(grades), new Run(rankings(rank)));
    }

    private static Map<String, Ranking> rankings(int rank) {
        Map<String, Ranking> rankings = new LinkedHashMap<>();
        for (int query = 0; query < QUERIES; query++) {
            List<String> found = new ArrayList<>(List.of("a", "b", "c", "d"));
            found.add(query % 5 == 0 ? 0 : rank - 1, "right");
            rankings.put("q" + query, Ranking.of(found, new float[] {5, 4, 3, 2, 1}));
        }
        return rankings;
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
