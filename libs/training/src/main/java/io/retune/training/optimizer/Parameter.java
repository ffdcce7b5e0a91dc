package io.retune.training.optimizer;

import ai.djl.ndarray.NDArray;
import io.retune.encoder.model.WeightSpec;

/**
 * A tensor that an optimizer changes.
 *
 * @param spec its name and shape
 * @param tensor 32-bit floats that receive gradients
 * @param rateFactor its learning rate over the step's
 */
public record Parameter(WeightSpec spec, NDArray tensor, double rateFactor) {
    /** Matrices and embeddings decay; biases and layer norms, the one-dimensional tensors, do not. */
    boolean decays() {
        return spec.shape().size() > 1;
    }
}
