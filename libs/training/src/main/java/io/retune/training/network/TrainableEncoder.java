package io.retune.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.retune.encoder.Dtype;
import io.retune.encoder.graph.EncoderGraph;
import io.retune.encoder.graph.GraphForm;
import io.retune.encoder.graph.TorchModule;
import io.retune.encoder.graph.TorchScriptArchive;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelDescription;
import io.retune.encoder.model.SafetensorsFile;
import io.retune.encoder.model.SafetensorsWriter;
import io.retune.encoder.model.WeightSpec;
import io.retune.encoder.text.TokenBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A network that receives gradients. Weights are 32-bit floats; matrix products compute in the dtype. */
public final class TrainableEncoder implements AutoCloseable {
    /** Copies values in place. DJL's {@code copyTo} has the tensor take over a buffer instead. */
    private static final String TAKE = TorchScriptArchive.method(
            "take",
            "to: List[Tensor], from: List[Tensor]",
            "Tensor",
            List.of("torch._foreach_copy_(to, from)", "return to[0]"));

    private final NDManager manager;
    private final TorchModule module;
    private final Parameterization parameterization;

    /**
     * Compiles the training form of a network.
     *
     * @param parent owns what this object makes
     * @param model its dropouts apply; its architecture is that of the weights
     * @param parameterization what is trained; closed with this object
     */
    public TrainableEncoder(NDManager parent, ModelDescription model, Parameterization parameterization, Dtype dtype) {
        this.manager = parent.newSubManager();
        this.module =
                TorchModule.compile(manager, EncoderGraph.source(new GraphForm(model, dtype, false, true)) + TAKE);
        this.parameterization = parameterization;
    }

    /** A network whose weights are all trained, from a copy of {@code initial} on. */
    public TrainableEncoder(NDManager parent, ModelDescription model, EncoderWeights initial, Dtype dtype) {
        this(parent, model, new FullWeights(parent, initial), dtype);
    }

    /**
     * Vectors of a batch, recorded for the backward pass.
     *
     * @param scope owns everything that is recorded
     * @return {@code [texts, dimensions]}
     */
    public NDArray forward(NDManager scope, TokenBatch batch) {
        return module.call("forward", scope, batch.arguments(scope), parameterization.weights(scope), true)
                .head();
    }

    /** A copy of the weights as they are now. The caller closes it. */
    public EncoderWeights snapshot() {
        return parameterization.snapshot();
    }

    /**
     * Writes {@link #parameters()} as safetensors, under their names in {@link #specs()}.
     *
     * @throws IOException if the disk is full or the file exists
     */
    public void save(Path file) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            List<NDArray> copies = parameters().stream()
                    .map(parameter -> {
                        NDArray copy = parameter.duplicate();
                        copy.attach(scope);
                        return copy;
                    })
                    .toList();
            SafetensorsWriter.write(file, specs(), i -> EncoderWeights.bytes(copies.get(i)));
        }
    }

    /**
     * Takes over parameters that {@link #save} wrote.
     *
     * @throws io.retune.encoder.EncoderException if the file is damaged or one is missing
     */
    public void restore(Path file) {
        try (SafetensorsFile saved = SafetensorsFile.open(file)) {
            for (int i = 0; i < specs().size(); i++) {
                NDArray parameter = parameters().get(i);
                try (NDManager scope = manager.newSubManager()) {
                    NDArray values = scope.create(
                            saved.readFloats(specs().get(i).name()), parameter.getShape(), DataType.FLOAT32);
                    module.change("take", scope, List.of(), List.of(List.of(parameter), List.of(values)));
                }
            }
        }
    }

    /** Whether {@link #parameters()} are an adapter, to be kept beside the weights that come of them. */
    public boolean isAdapter() {
        return parameterization.isAdapter();
    }

    /** Names and shapes of {@link #parameters()}. */
    public List<WeightSpec> specs() {
        return parameterization.specs();
    }

    /** The tensors that an optimizer changes. */
    public List<NDArray> parameters() {
        return parameterization.parameters();
    }

    @Override
    public void close() {
        parameterization.close();
        manager.close();
    }
}
