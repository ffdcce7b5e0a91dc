package io.retune.training.data;

import java.util.List;

/**
 * Examples whose texts see each other in the loss. They come from one data set, so that a batch cannot be told apart by
 * style.
 *
 * @param set the data set, with its loss
 * @param examples no text occurs in two of them, unless the loss looks at each pair alone
 */
public record TrainingBatch(TrainingSet set, List<TrainingExample> examples) {
    /** Copies the examples. */
    public TrainingBatch {
        examples = List.copyOf(examples);
    }

    /** The text of the first query, to name a batch by. */
    public String firstQuery() {
        return set.dataset().queries().get(examples.get(0).queryId());
    }
}
