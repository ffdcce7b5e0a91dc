package io.retune.events;

/**
 * A data set whose passages and queries lie encoded in Qdrant.
 *
 * @param dataset texts and judgments
 * @param passages collection of its passages
 * @param queries collection of its queries, of all splits
 */
public record JudgedSet(DatasetReference dataset, String passages, String queries) {
    /** Validates all. */
    public JudgedSet {
        Checks.present(dataset, "set.dataset");
        Checks.present(passages, "set.passages");
        Checks.present(queries, "set.queries");
    }
}
