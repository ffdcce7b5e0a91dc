package io.retune.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.retune.encoder.Dtype;
import io.retune.encoder.graph.EncoderGraph;
import io.retune.encoder.graph.GraphForm;
import io.retune.encoder.graph.TorchModule;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelDescription;
import io.retune.encoder.model.WeightSpec;
import io.retune.encoder.text.TokenBatch;
import java.util.List;

/** A network whose weights receive gradients. Weights are 32-bit floats; matrix products compute in the dtype. */
public final class TrainableEncoder implements AutoCloseable {
    private final NDManager manager;
    private final TorchModule module;
    private final EncoderWeights weights;

    /**
     * Compiles the training form of a network.
     *
     * @param parent owns what this object makes
     * @param model its dropouts apply; its architecture is that of the weights
     * @param initial copied
     */
    public TrainableEncoder(NDManager parent, ModelDescription model, EncoderWeights initial, Dtype dtype) {
        this.manager = parent.newSubManager();
        this.module = TorchModule.compile(manager, EncoderGraph.source(new GraphForm(model, dtype, false, true)));
        this.weights = initial.copy(manager);
        weights.tensors().forEach(tensor -> tensor.setRequiresGradient(true));
    }

    /**
     * Vectors of a batch, recorded for the backward pass.
     *
     * @param scope owns everything that is recorded
     * @return {@code [texts, dimensions]}
     */
    public NDArray forward(NDManager scope, TokenBatch batch) {
        return module.call("forward", scope, batch.arguments(scope), weights.tensors(), true)
                .head();
    }

    /** A copy of the weights as they are now. The caller closes it. */
    public EncoderWeights snapshot() {
        return weights.copy(manager);
    }

    /** Takes over other weights. */
    public void restore(EncoderWeights saved) {
        weights.set(saved);
    }

    /** Names and shapes of {@link #parameters()}. */
    public List<WeightSpec> specs() {
        return weights.specs();
    }

    /** The tensors that an optimizer changes. */
    public List<NDArray> parameters() {
        return weights.tensors();
    }

    @Override
    public void close() {
        manager.close();
    }
}
