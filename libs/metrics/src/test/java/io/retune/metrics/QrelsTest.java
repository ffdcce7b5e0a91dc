package io.retune.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QrelsTest {
    @Test
    void copiesAndKeepsTheOrder() {
        // Given
        Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
        grades.put("q-2", Map.of("doc-1", 1));
        grades.put("q-1", Map.of("doc-1", -1));
        // When
        Qrels qrels = new Qrels(grades);
        grades.clear();
        // Then
        assertThat(qrels.queryIds()).containsExactly("q-2", "q-1");
        assertThat(qrels.judgments("q-1")).isEqualTo(Map.of("doc-1", -1));
    }

    @Test
    void refusesJudgmentsThatMeanNothing() {
        refuses(Map.of(), "qrels: no query; metrics need at least one judged query");
        refuses(Map.of("", Map.of("doc-1", 1)), "qrels: a query without an id; give every query an id");
        refuses(
                Map.of("q-1", Map.of()),
                "qrels: query \"q-1\" has no judged passage; judge at least one or leave the query out");
        refuses(
                Map.of("q-1", Map.of("", 1)),
                "qrels: query \"q-1\" has the judgment \"\": 1; expected a passage id and an integer");
        refuses(
                Map.of("q-1", Collections.singletonMap("doc-1", null)),
                "qrels: query \"q-1\" has the judgment \"doc-1\": null; expected a passage id and an integer");
    }

    @Test
    void saysWhichQueryIsNotJudged() {
        Qrels qrels = new Qrels(Map.of("q-1", Map.of("doc-1", 1)));
        assertThatThrownBy(() -> qrels.judgments("q-17"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("qrels: no judgment of query \"q-17\" among 1 queries");
    }

    private static void refuses(Map<String, Map<String, Integer>> grades, String message) {
        assertThatThrownBy(() -> new Qrels(grades))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
