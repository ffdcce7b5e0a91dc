package io.retune.training.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.text.TokenBatch;
import io.retune.training.loss.Loss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * GradCache: the loss and the gradients of a batch of any size in the memory of a mini-batch, for one more forward pass
 * (about a third more time). sentence-transformers has it as losses named {@code Cached...}; here it serves every loss.
 *
 * <ol>
 *   <li>All texts go through the network, mini-batch by mini-batch, and nothing is recorded but their vectors.
 *   <li>The loss is computed from the vectors, and its gradients with respect to them: the cache.
 *   <li>Each mini-batch goes through the network again, recorded, with the same random draws; going back from {@code
 *       sum(vectors * cached gradient)} gives the weights the gradients that the whole batch's loss would.
 * </ol>
 *
 * <p>What grows with the batch is the vectors, their gradients and the loss's matrix of scores.
 *
 * <p>Source: Gao et al. 2021, https://arxiv.org/abs/2101.06983.
 */
public final class CachedPass implements GradientPass {
    private final Network network;
    private final int miniBatchSize;

    /**
     * Prepares passes through a network.
     *
     * @param miniBatchSize the most texts of a part of a batch whose computation is recorded at a time; without dropout,
     *     which draws for each part, it does not change the gradients
     */
    public CachedPass(Network network, int miniBatchSize) {
        if (miniBatchSize < 1) {
            throw new IllegalArgumentException("mini-batch size is " + miniBatchSize + ", expected 1 or more");
        }
        this.network = network;
        this.miniBatchSize = miniBatchSize;
    }

    @Override
    public <L> double run(Batch<L> batch, Loss<? super L> loss, double share, long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        List<MiniBatch> queries = cut(batch.queries(), seeds);
        List<MiniBatch> candidates = cut(batch.candidates(), seeds);
        try (NDManager scope = Torch.newManager()) {
            NDArray queryVectors = vectors(scope, queries);
            NDArray candidateVectors = vectors(scope, candidates);
            double value = backToVectors(queryVectors, candidateVectors, loss, batch.labels());
            backToWeights(queries, queryVectors.getGradient(), share);
            backToWeights(candidates, candidateVectors.getGradient(), share);
            return value;
        }
    }

    /** Texts that go through the network together, and the seed of what dropout draws for them, both times. */
    private record MiniBatch(TokenBatch texts, long seed) {
        int size() {
            return texts.rows().length;
        }
    }

    private List<MiniBatch> cut(List<TokenBatch> parts, SplittableRandom seeds) {
        List<MiniBatch> miniBatches = new ArrayList<>();
        for (TokenBatch part : parts) {
            int texts = part.rows().length;
            for (int first = 0; first < texts; first += miniBatchSize) {
                TokenBatch own = part.slice(first, Math.min(texts, first + miniBatchSize));
                miniBatches.add(new MiniBatch(own, seeds.nextLong()));
            }
        }
        return miniBatches;
    }

    /** Vectors without what they were computed from, as a matrix that can have gradients of its own. */
    private NDArray vectors(NDManager scope, List<MiniBatch> miniBatches) {
        try (NDManager own = scope.newSubManager()) {
            NDArray all = Torch.unrecorded(() -> forward(own, miniBatches));
            NDArray copy = scope.create(all.toFloatArray(), all.getShape());
            copy.setRequiresGradient(true);
            return copy;
        }
    }

    private NDArray forward(NDManager scope, List<MiniBatch> miniBatches) {
        NDList vectors = new NDList();
        for (MiniBatch miniBatch : miniBatches) {
            try (NDManager own = scope.newSubManager()) {
                Torch.seed(miniBatch.seed());
                NDArray part = network.forward(own, miniBatch.texts());
                part.attach(scope);
                vectors.add(part);
            }
        }
        return Recording.concatenate(vectors);
    }

    private static <L> double backToVectors(NDArray queries, NDArray candidates, Loss<? super L> loss, L labels) {
        try (GradientCollector collector = Recording.start()) {
            NDArray value = loss.of(queries, candidates, labels);
            collector.backward(value);
            return value.getFloat();
        }
    }

    private void backToWeights(List<MiniBatch> miniBatches, NDArray gradients, double share) {
        float[] all = gradients.toFloatArray();
        int width = Math.toIntExact(gradients.getShape().get(1));
        int start = 0;
        for (MiniBatch miniBatch : miniBatches) {
            int end = start + miniBatch.size() * width;
            try (NDManager scope = Torch.newManager();
                    GradientCollector collector = Recording.start()) {
                Torch.seed(miniBatch.seed());
                NDArray vectors = network.forward(scope, miniBatch.texts());
                NDArray gradient = scope.create(Arrays.copyOfRange(all, start, end), vectors.getShape());
                collector.backward(Torch.scale(vectors.mul(gradient).sum(), (float) share));
            }
            start = end;
        }
    }
}
