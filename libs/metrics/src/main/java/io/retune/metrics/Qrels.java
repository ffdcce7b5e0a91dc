package io.retune.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Relevance judgments: query id to passage id to grade. A grade of 1 or more is relevant and is also the gain; 0 is
 * judged and not relevant; a negative one (TREC's "in the pool, not judged") counts like an unjudged passage, that is,
 * not relevant.
 *
 * <p>A query may have no relevant passage; as in trec_eval all its metrics are 0 and it stays in the mean. A query with
 * no judgment at all is refused, because trec_eval's format cannot express it.
 *
 * @param grades in the order in which results are reported; copied
 */
public record Qrels(Map<String, Map<String, Integer>> grades) {
    /** Copies and checks. */
    public Qrels {
        if (grades.isEmpty()) {
            throw new IllegalArgumentException("qrels: no query; metrics need at least one judged query");
        }
        Map<String, Map<String, Integer>> copy = new LinkedHashMap<>();
        grades.forEach((query, judgments) -> copy.put(query, checked(query, judgments)));
        grades = Collections.unmodifiableMap(copy);
    }

    /** Query ids in the order of the judgments. */
    public List<String> queryIds() {
        return List.copyOf(grades.keySet());
    }

    /**
     * The judgments of one query.
     *
     * @throws IllegalArgumentException if the query is not judged
     */
    public Map<String, Integer> judgments(String queryId) {
        Map<String, Integer> judgments = grades.get(queryId);
        if (judgments == null) {
            throw new IllegalArgumentException(
                    "qrels: no judgment of query \"%s\" among %d queries".formatted(queryId, grades.size()));
        }
        return judgments;
    }

    private static Map<String, Integer> checked(String query, Map<String, Integer> judgments) {
        if (query == null || query.isEmpty()) {
            throw new IllegalArgumentException("qrels: a query without an id; give every query an id");
        }
        if (judgments.isEmpty()) {
            throw new IllegalArgumentException(
                    "qrels: query \"%s\" has no judged passage; judge at least one or leave the query out"
                            .formatted(query));
        }
        Map<String, Integer> copy = new LinkedHashMap<>(judgments);
        copy.forEach((passage, grade) -> {
            if (passage == null || passage.isEmpty() || grade == null) {
                throw new IllegalArgumentException(
                        "qrels: query \"%s\" has the judgment \"%s\": %s; expected a passage id and an integer"
                                .formatted(query, passage, grade));
            }
        });
        return Collections.unmodifiableMap(copy);
    }
}
