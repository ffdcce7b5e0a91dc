package io.retune.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.WeightSpec;
import java.util.List;

/** Every weight of the network is trained. */
public final class FullWeights implements Parameterization {
    private final NDManager manager;
    private final EncoderWeights weights;

    /**
     * Trains a copy.
     *
     * @param parent owns it
     */
    public FullWeights(NDManager parent, EncoderWeights initial) {
        this.manager = parent.newSubManager();
        this.weights = initial.copy(manager);
        weights.tensors().forEach(tensor -> tensor.setRequiresGradient(true));
    }

    @Override
    public List<WeightSpec> specs() {
        return weights.specs();
    }

    @Override
    public List<NDArray> parameters() {
        return weights.tensors();
    }

    @Override
    public List<NDArray> weights(NDManager scope) {
        return weights.tensors();
    }

    @Override
    public EncoderWeights snapshot() {
        return weights.copy(manager);
    }

    @Override
    public boolean isAdapter() {
        return false;
    }

    @Override
    public void close() {
        manager.close();
    }
}
