package io.retune.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Equality with trec_eval; trec_reference.py, beside trec_reference.json, says how the values were made. */
class TrecEvalReferenceTest {
    private static final double TOLERANCE = 1e-12;

    /** Null scores: the run misses the query. Null grades and values: it is not judged. */
    record Case(String query, Map<String, Integer> grades, Map<String, Double> scores, Map<String, Double> expected) {}

    private static List<Case> judged;
    private static MetricReport report;

    @BeforeAll
    static void evaluate() throws IOException {
        Case[] cases;
        try (InputStream file = TrecEvalReferenceTest.class.getResourceAsStream("trec_reference.json")) {
            cases = new ObjectMapper().readValue(file, Case[].class);
        }
        judged = Arrays.stream(cases).filter(it -> it.grades() != null).toList();
        Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
        judged.forEach(it -> grades.put(it.query(), it.grades()));
        Map<String, Ranking> rankings = new LinkedHashMap<>();
        Arrays.stream(cases)
                .filter(it -> it.scores() != null)
                .forEach(it -> rankings.put(it.query(), Ranking.of(it.scores())));
        report = new RankingMetrics().evaluate(new Qrels(grades), new Run(rankings));
    }

    @Test
    void everyValueOfEveryQueryIsTrecEvals() {
        assertThat(judged).hasSize(80);
        for (int i = 0; i < judged.size(); i++) {
            Case it = judged.get(i);
            Map<String, Double> actual = report.ofQuery(i);
            if (it.scores() == null) {
                assertThat(it.expected()).isEmpty();
                assertThat(actual.values()).hasSize(20).containsOnly(0.0);
                continue;
            }
            assertThat(it.expected()).hasSize(20);
            it.expected().forEach((metric, value) -> assertThat(actual.get(metric))
                    .as("%s of %s", metric, it.query())
                    .isCloseTo(value, within(TOLERANCE)));
        }
    }

    @Test
    void everyMeanIsTrecEvalsWithTheFlagForMissingQueries() {
        report.means().forEach((metric, mean) -> {
            double sum = judged.stream()
                    .mapToDouble(it -> it.expected().getOrDefault(metric, 0.0))
                    .sum();
            assertThat(mean)
                    .as(metric)
                    .isCloseTo(sum / judged.size(), within(TOLERANCE))
                    .isPositive();
        });
    }
}
