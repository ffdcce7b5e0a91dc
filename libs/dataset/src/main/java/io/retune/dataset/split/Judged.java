package io.retune.dataset.split;

import io.retune.dataset.RagDataset;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Queries that have a relevant passage, and so can be evaluated. */
final class Judged {
    private Judged() {}

    static List<String> of(RagDataset dataset, Collection<String> queries) {
        return queries.stream().filter(query -> isJudged(dataset, query)).toList();
    }

    private static boolean isJudged(RagDataset dataset, String query) {
        Map<String, Integer> grades = dataset.relevantDocs().getOrDefault(query, Map.of());
        return grades.values().stream().anyMatch(grade -> grade > 0);
    }
}
