package io.retune.dataset.split;

import io.retune.dataset.DatasetException;
import io.retune.dataset.RagDataset;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The queries of a data set that a model is judged by. Whoever compares two models takes them from here, so that a
 * comparison on files and one in the services ask the same questions.
 *
 * @param dataset whose corpus is searched
 * @param split what the ledger of looks calls them
 * @param queries ids, each with a relevant passage
 * @param reason how they were chosen, in words for a report
 */
public record JudgedQueries(RagDataset dataset, String split, List<String> queries, String reason) {
    /** Copies the queries. */
    public JudgedQueries {
        queries = List.copyOf(queries);
    }

    /**
     * A target: every judged query of a split. Those in {@code train} may have scored pairs only, which judge nothing.
     *
     * @throws DatasetException if there is no such split, or no judged query in it
     */
    public static JudgedQueries target(RagDataset dataset, String split) {
        List<String> judged = of(dataset, dataset.split(split));
        if (judged.isEmpty()) {
            throw new DatasetException(dataset.name() + ": split \"" + split
                    + "\" has no query with a relevant document; expected at least one; choose another split");
        }
        return new JudgedQueries(dataset, split, judged, "all of " + split);
    }

    /**
     * A guard: what selection does not look at, see {@link GuardHalves}.
     *
     * @throws DatasetException if the guard has no {@code val} split, or nothing in it judges
     */
    public static JudgedQueries guard(RagDataset dataset, long seed) {
        GuardHalves halves = GuardHalves.of(dataset, seed);
        if (halves.gate().isEmpty()) {
            throw new DatasetException(dataset.name() + ": has no query with a relevant document to judge by, "
                    + halves.reason() + "; expected at least one; add some to val");
        }
        return new JudgedQueries(dataset, RagDataset.VAL, halves.gate(), halves.reason());
    }

    /** The cluster of each query, in the order of {@code queries}, see {@link PassageClusters}. */
    public int[] clusters() {
        return PassageClusters.of(dataset, queries);
    }

    /** Of some queries those that have a relevant passage. */
    static List<String> of(RagDataset dataset, Collection<String> queries) {
        return queries.stream().filter(query -> isJudged(dataset, query)).toList();
    }

    private static boolean isJudged(RagDataset dataset, String query) {
        Map<String, Integer> grades = dataset.relevantDocs().getOrDefault(query, Map.of());
        return grades.values().stream().anyMatch(grade -> grade > 0);
    }
}
