package io.retune.training.gradient;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.training.GradientCollector;

/** Steps that passes share. */
final class Recording {
    private Recording() {}

    /** Records what is computed in this thread until it is closed. There can be one at a time in a process. */
    static GradientCollector start() {
        return Engine.getEngine("PyTorch").newGradientCollector();
    }

    /** One matrix below the other. */
    static NDArray concatenate(NDList parts) {
        // DJL concatenates a single array by copying it, and its copies are cut off from the backward pass.
        return parts.size() == 1 ? parts.head() : NDArrays.concat(parts);
    }
}
