package io.retune.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.WeightSpec;
import java.util.List;

/**
 * Which tensors an optimizer changes, and how the network's weights come from them. Owns native memory.
 *
 * <p>{@link FullWeights}: the weights themselves. {@link LowRankWeights}: adapters that are added to frozen weights.
 */
public interface Parameterization extends AutoCloseable {
    /** Names and shapes of {@link #parameters()}. */
    List<WeightSpec> specs();

    /** The tensors that receive gradients. */
    List<NDArray> parameters();

    /**
     * The network's weights, recorded for the backward pass, in the order of the graph.
     *
     * @param scope owns what is computed for them
     */
    List<NDArray> weights(NDManager scope);

    /** A copy of the network's weights as they are now. The caller closes it. */
    EncoderWeights snapshot();

    /** Whether {@link #parameters()} are an adapter, to be kept beside the weights that come of them. */
    boolean isAdapter();

    @Override
    void close();
}
