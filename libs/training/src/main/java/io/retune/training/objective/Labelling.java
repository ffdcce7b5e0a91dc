package io.retune.training.objective;

import io.retune.training.data.TokenizedBatch;
import io.retune.training.data.TrainingExample;
import io.retune.training.data.TrainingSet;
import io.retune.training.loss.Column;
import java.util.Set;

/** Where a loss finds what it must know of a batch besides the vectors. */
interface Labelling<L> {
    /**
     * Of one batch.
     *
     * @throws io.retune.training.TrainingException if something is not known of one of its texts
     */
    L labels(TokenizedBatch batch);

    /** Whether the loss learns from an example. */
    default boolean uses(TrainingExample example) {
        return true;
    }

    /** Whether a text that occurs in two examples of a batch would be taken for a negative of itself. */
    default boolean needsDistinctTexts() {
        return true;
    }

    /**
     * What it can say of examples of this data set, beyond what is in the data set itself.
     *
     * @throws io.retune.training.TrainingException if something is not known of one of them
     */
    Set<Column> adds(TrainingSet set);

    /** What must be the same for two trainings to be the same. */
    String describe();
}
