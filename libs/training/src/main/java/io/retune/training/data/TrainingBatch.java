package io.retune.training.data;

import java.util.List;

/**
 * Examples whose texts see each other in the loss. They come from one data set, so that a batch cannot be told apart by
 * style, or by the prompts of two data sets.
 *
 * @param set the data set with its prompts
 * @param examples no text occurs in two of them
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
