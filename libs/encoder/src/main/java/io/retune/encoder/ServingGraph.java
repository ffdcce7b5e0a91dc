package io.retune.encoder;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.retune.encoder.graph.EncoderGraph;
import io.retune.encoder.graph.GraphForm;
import io.retune.encoder.graph.TorchModule;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelDescription;
import io.retune.encoder.model.Pooling;
import io.retune.encoder.text.TokenBatch;
import java.util.List;

/**
 * The network for encoding, with its weights packed once. Where oneDNN's operators are missing (they are x86's), the
 * plain graph runs instead; {@link #describe()} says which.
 */
final class ServingGraph implements AutoCloseable {
    private final NDManager manager;
    private final TorchModule module;
    private final List<NDArray> prepared;
    private final int dimensions;
    private final String description;

    private ServingGraph(NDManager manager, GraphForm form, EncoderWeights weights, String description) {
        this.manager = manager;
        this.module = TorchModule.compile(manager, EncoderGraph.source(form));
        this.prepared = List.copyOf(module.call("prepare", manager, List.of(), weights.tensors(), false));
        this.dimensions = form.model().dimensions();
        this.description = description;
    }

    /**
     * Prepares a graph.
     *
     * @param weights may be changed
     * @param multiplied what matrix products are computed in, see {@link Dtype#multiplied()}
     */
    static ServingGraph of(
            NDManager parent, ModelDescription model, EncoderWeights weights, Dtype dtype, Dtype multiplied) {
        String lastLayer = model.pooling() == Pooling.CLS ? ", last layer for the first token only" : "";
        if (dtype == Dtype.FP32) {
            return open(parent, new GraphForm(model, dtype, false, false), weights, "fp32" + lastLayer);
        }
        if (multiplied == Dtype.FP32) {
            weights.roundToBfloat16();
            return open(
                    parent,
                    new GraphForm(model, Dtype.FP32, false, false),
                    weights,
                    "bf16 weights, multiplied as fp32 (as this processor is no faster with bfloat16)" + lastLayer);
        }
        try {
            return open(
                    parent,
                    new GraphForm(model, dtype, true, false),
                    weights,
                    "bf16, oneDNN packed and fused" + lastLayer);
        } catch (EngineException e) {
            return open(
                    parent,
                    new GraphForm(model, dtype, false, false),
                    weights,
                    "bf16, plain (this build of libtorch or this processor lacks oneDNN's bfloat16 operators)");
        }
    }

    private static ServingGraph open(NDManager parent, GraphForm form, EncoderWeights weights, String description) {
        NDManager manager = parent.newSubManager();
        try {
            ServingGraph graph = new ServingGraph(manager, form, weights, description);
            // The first call compiles; an operator that does not run here fails now, not in the middle of a corpus.
            graph.forward(TokenBatch.of(new long[][] {{0, 0, 0}, {0, 0}}, 0, 1));
            return graph;
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Vectors of a batch, row after row. */
    float[] forward(TokenBatch batch) {
        try (NDManager scope = manager.newSubManager()) {
            NDList vectors = module.call("forward", scope, batch.arguments(scope), prepared, false);
            float[] values = vectors.head().toFloatArray();
            if (values.length != batch.rows().length * dimensions) {
                throw new IllegalStateException(
                        "network returned " + values.length + " values for " + batch.rows().length + " texts");
            }
            return values;
        }
    }

    String describe() {
        return description;
    }

    @Override
    public void close() {
        manager.close();
    }
}
