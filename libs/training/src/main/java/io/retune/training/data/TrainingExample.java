package io.retune.training.data;

import java.util.List;

/**
 * A query, a passage that answers it, and passages that do not.
 *
 * @param queryId the query
 * @param positiveId the relevant passage
 * @param negativeIds hard negatives to draw from; may be empty
 */
public record TrainingExample(String queryId, String positiveId, List<String> negativeIds) {
    /** Copies the negatives. */
    public TrainingExample {
        negativeIds = List.copyOf(negativeIds);
    }
}
