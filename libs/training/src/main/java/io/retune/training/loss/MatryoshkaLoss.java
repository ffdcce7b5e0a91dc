package io.retune.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.retune.encoder.graph.Torch;
import io.retune.training.TrainingException;
import java.util.List;
import java.util.Set;

/**
 * Another loss on the first dimensions of the vectors as well, so that vectors may be cut off when they are used: the
 * weighted sum of that loss over {@code dims}. Vectors that were cut off are brought to length 1 again.
 *
 * <p>List the vectors' full dimensions too, or they are not trained. Weights are not divided by their sum, and all
 * dimensions count in every step, as in sentence-transformers with {@code n_dims_per_step=-1}.
 *
 * <p>Source: Kusupati et al. 2022, https://arxiv.org/abs/2205.13147.
 *
 * @param loss what is computed for each of the dimensions
 * @param dims how many dimensions are kept
 * @param weights one for each of {@code dims}
 */
public record MatryoshkaLoss<L>(Loss<L> loss, List<Integer> dims, List<Float> weights) implements Loss<L> {
    /** Validates and copies the dimensions. */
    public MatryoshkaLoss {
        dims = List.copyOf(dims);
        weights = List.copyOf(weights);
        if (dims.isEmpty() || dims.stream().anyMatch(dim -> dim < 1)) {
            throw new TrainingException("dims are " + dims + ", expected positive numbers");
        }
        if (weights.size() != dims.size()) {
            throw new TrainingException(
                    "dims are " + dims + " and weights " + weights + ", expected a weight for each");
        }
        weights.forEach(weight -> TrainingException.requirePositive("weight", weight));
    }

    /** All weights are 1. */
    public MatryoshkaLoss(Loss<L> loss, List<Integer> dims) {
        this(loss, dims, dims.stream().map(dim -> 1f).toList());
    }

    /**
     * Computes the weighted sum.
     *
     * @throws TrainingException if the vectors have fewer dimensions than shall be kept, or the inner loss refuses
     */
    @Override
    public NDArray of(NDArray queries, NDArray candidates, L labels) {
        NDArray sum = null;
        for (int i = 0; i < dims.size(); i++) {
            NDArray own = Torch.scale(
                    loss.of(shrink(queries, dims.get(i)), shrink(candidates, dims.get(i)), labels), weights.get(i));
            sum = sum == null ? own : sum.add(own);
        }
        return sum;
    }

    private static NDArray shrink(NDArray vectors, int dim) {
        int dimensions = Scores.size(vectors, 1);
        if (dim > dimensions) {
            throw new TrainingException("MatryoshkaLoss: vectors have " + dimensions + " dimensions, expected at least "
                    + dim + "; choose smaller dims");
        }
        return vectors.get(new NDIndex().addAllDim().addSliceDim(0, dim)).normalize(2, 1);
    }

    @Override
    public Set<Column> columns() {
        return loss.columns();
    }

    @Override
    public String title() {
        return "MatryoshkaLoss of " + loss.title();
    }
}
