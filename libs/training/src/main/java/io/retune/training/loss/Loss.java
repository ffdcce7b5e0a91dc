package io.retune.training.loss;

import ai.djl.ndarray.NDArray;
import io.retune.training.TrainingException;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a training makes small: a number computed from the vectors of a batch's queries and candidate passages.
 *
 * <p>A loss knows nothing of the network. Whoever computes the vectors may record them for the backward pass, or hand in
 * copies and take the gradients from those (see {@code io.retune.training.gradient}).
 *
 * @param <L> what it must know of a batch besides the vectors
 */
public interface Loss<L> {
    /**
     * Computes the mean loss of a batch.
     *
     * @param queries {@code [B, D]}, vectors of length 1
     * @param candidates {@code [C, D]}, vectors of length 1
     * @param labels says how rows belong together
     * @return a scalar, recorded for the backward pass where the vectors are
     * @throws TrainingException if the labels do not fit the loss or the vectors
     */
    NDArray of(NDArray queries, NDArray candidates, L labels);

    /** What each row of the training data must have. */
    Set<Column> columns();

    /** The name under which sentence-transformers has it. */
    default String title() {
        return getClass().getSimpleName();
    }

    /**
     * Checks that training data has what this loss needs.
     *
     * @param data its name, for the message
     * @param found what it has
     * @throws TrainingException if something is missing
     */
    default void requireColumns(String data, Set<Column> found) {
        Set<Column> missing = EnumSet.copyOf(columns());
        missing.removeAll(found);
        if (!missing.isEmpty()) {
            throw new TrainingException(data + ": has " + list(found) + ", expected " + list(columns()) + " for "
                    + title() + "; add " + list(missing) + " or choose another loss");
        }
    }

    private static String list(Set<Column> columns) {
        return columns.isEmpty()
                ? "no columns"
                : columns.stream().sorted().map(Column::toString).collect(Collectors.joining(", "));
    }
}
