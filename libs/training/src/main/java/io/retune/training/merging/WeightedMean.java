package io.retune.training.merging;

import ai.djl.ndarray.NDManager;
import io.retune.encoder.model.EncoderWeights;
import io.retune.training.TrainingException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Averages networks weight by weight. Networks that were fine-tuned from the same base lie in one basin, so that the
 * average behaves like a model between them: what a specialist gains is mostly kept, what it forgot mostly comes back.
 *
 * <p>Values are summed in 64-bit and rounded once, so that a model whose share is 1 comes out bit for bit.
 *
 * <p>Sources: Wortsman et al., "Robust fine-tuning of zero-shot models" (WiSE-FT), CVPR 2022,
 * https://arxiv.org/abs/2109.01903, for the line between two; Xiao et al., "LM-Cocktail: Resilient Tuning of Language
 * Models via Model Merging", https://arxiv.org/abs/2311.13534, for several. LM-Cocktail can derive the shares from
 * losses on examples; here they are given, or swept ({@link WeightSweep}).
 */
public final class WeightedMean {
    private WeightedMean() {}

    /**
     * The average of several networks.
     *
     * @param parent owns the result; the caller closes it
     * @param models weights of the same shapes
     * @param shares of each model; they add up to 1
     * @throws TrainingException if the networks differ in shape
     */
    public static EncoderWeights of(NDManager parent, List<EncoderWeights> models, Shares shares) {
        if (models.size() != shares.values().size()) {
            throw new TrainingException("merging: " + models.size() + " models and "
                    + shares.values().size() + " shares, expected as many; state one share per model");
        }
        models.forEach(model -> requireSameShapes(models.get(0), model));
        EncoderWeights mean = models.get(0).copy(parent);
        for (int tensor = 0; tensor < mean.tensors().size(); tensor++) {
            List<FloatBuffer> values = new ArrayList<>();
            for (EncoderWeights model : models) {
                values.add(floats(model, tensor));
            }
            average(values, shares, floats(mean, tensor));
        }
        return mean;
    }

    /**
     * A point on the line between two networks: {@code base + alpha (tuned - base)}.
     *
     * @param alpha 0 is the base model, 1 the tuned one, both exactly
     */
    public static EncoderWeights between(NDManager parent, EncoderWeights base, EncoderWeights tuned, double alpha) {
        return of(parent, List.of(base, tuned), Shares.towards(alpha));
    }

    private static void requireSameShapes(EncoderWeights first, EncoderWeights other) {
        if (first.specs().size() != other.specs().size()) {
            throw new TrainingException("merging: networks of " + first.specs().size() + " and "
                    + other.specs().size() + " weights, expected the same network; take models tuned from one base");
        }
        for (int i = 0; i < first.specs().size(); i++) {
            if (!first.specs().get(i).equals(other.specs().get(i))) {
                throw new TrainingException("merging: weight " + first.specs().get(i) + " against "
                        + other.specs().get(i)
                        + ", expected the same name and shape; take models tuned from one base");
            }
        }
    }

    private static FloatBuffer floats(EncoderWeights weights, int tensor) {
        return EncoderWeights.bytes(weights.tensors().get(tensor)).asFloatBuffer();
    }

    private static void average(List<FloatBuffer> models, Shares shares, FloatBuffer mean) {
        double[] factors =
                shares.values().stream().mapToDouble(Double::doubleValue).toArray();
        for (int i = 0; i < mean.limit(); i++) {
            // Of -0 and -0 the sum is -0, of 0 and -0 it is 0.
            double sum = -0.0;
            for (int model = 0; model < factors.length; model++) {
                if (factors[model] != 0) {
                    sum += factors[model] * models.get(model).get(i);
                }
            }
            mean.put(i, (float) sum);
        }
    }
}
