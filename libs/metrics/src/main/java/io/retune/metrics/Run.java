package io.retune.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rankings of one system: query id to {@link Ranking}.
 *
 * @param rankings copied; may lack queries that found nothing
 */
public record Run(Map<String, Ranking> rankings) {
    private static final Ranking NOTHING = Ranking.of(Map.of());

    /** Copies and checks. */
    public Run {
        Map<String, Ranking> copy = new LinkedHashMap<>(rankings);
        copy.forEach((query, ranking) -> {
            if (query == null || query.isEmpty()) {
                throw new IllegalArgumentException("run: a ranking without a query id; give every query an id");
            }
            if (ranking == null) {
                throw new IllegalArgumentException(
                        "run: query \"%s\" has a null ranking; leave the query out or give it an empty ranking"
                                .formatted(query));
            }
        });
        rankings = Collections.unmodifiableMap(copy);
    }

    /** The ranking of a query; an empty one if the run does not answer it. */
    public Ranking ranking(String queryId) {
        return rankings.getOrDefault(queryId, NOTHING);
    }
}
