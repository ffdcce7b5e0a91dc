package io.retune.training.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.retune.encoder.text.TokenBatch;

/** Makes vectors of texts. */
@FunctionalInterface
public interface Network {
    /**
     * Vectors of texts, recorded for a backward pass where this thread records.
     *
     * @param scope owns everything that is recorded
     * @return {@code [texts, D]}
     */
    NDArray forward(NDManager scope, TokenBatch texts);
}
