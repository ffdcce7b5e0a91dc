package io.retune.training.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.text.TokenBatch;
import io.retune.training.loss.Loss;
import java.util.List;

/** Records the whole batch, then goes back through it: fastest, and its memory grows with the batch. */
public final class PlainPass implements GradientPass {
    private final Network network;

    /** Prepares passes through a network. */
    public PlainPass(Network network) {
        this.network = network;
    }

    @Override
    public <L> double run(Batch<L> batch, Loss<? super L> loss, double share, long seed) {
        Torch.seed(seed);
        try (NDManager scope = Torch.newManager();
                GradientCollector collector = Recording.start()) {
            NDArray queries = forward(scope, batch.queries());
            NDArray candidates = forward(scope, batch.candidates());
            NDArray value = loss.of(queries, candidates, batch.labels());
            collector.backward(Torch.scale(value, (float) share));
            return value.getFloat();
        }
    }

    private NDArray forward(NDManager scope, List<TokenBatch> parts) {
        NDList vectors = new NDList();
        parts.forEach(part -> vectors.add(network.forward(scope, part)));
        return Recording.concatenate(vectors);
    }
}
