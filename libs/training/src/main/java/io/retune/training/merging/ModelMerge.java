package io.retune.training.merging;

import ai.djl.ndarray.NDManager;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.Architecture;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelDescription;
import io.retune.encoder.model.ModelFolder;
import io.retune.training.TrainingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Several model folders that become one. All must be the same network over the same tokenizer, pooled alike; prompts
 * and maximum length are the first one's.
 *
 * @param models the base model first
 * @param shares of each, see {@link WeightedMean}
 */
public record ModelMerge(List<ModelFolder> models, Shares shares) {
    /** Validates that the models can be averaged. */
    public ModelMerge {
        models = List.copyOf(models);
        if (models.size() != shares.values().size()) {
            throw new TrainingException("merging: " + models.size() + " models and "
                    + shares.values().size() + " shares, expected as many; state one share per model");
        }
        requireMergeable(models);
    }

    /**
     * Checks that models are one network over one tokenizer.
     *
     * @throws TrainingException if two of them differ
     */
    public static void requireMergeable(List<ModelFolder> models) {
        models.forEach(ModelFolder::requireNoDeltas);
        models.stream().skip(1).forEach(other -> requireMergeable(models.get(0), other));
    }

    /**
     * The mean of models that can be merged, all alike; of one model its weights.
     *
     * @param parent owns the result; the caller closes it
     * @throws io.retune.encoder.EncoderException if a model cannot be read
     */
    public static EncoderWeights mean(NDManager parent, List<ModelFolder> models) {
        if (models.size() == 1) {
            return models.get(0).readWeights(parent);
        }
        try (NDManager scope = parent.newSubManager()) {
            List<EncoderWeights> weights =
                    models.stream().map(model -> model.readWeights(scope)).toList();
            return WeightedMean.of(parent, weights, Shares.equal(models.size()));
        }
    }

    private static void requireMergeable(ModelFolder first, ModelFolder other) {
        ModelDescription one = first.description();
        ModelDescription two = other.description();
        require(first, other, "architecture", network(one), network(two));
        require(first, other, "pooling", one.pooling(), two.pooling());
        require(first, other, "normalisation", one.normalize(), two.normalize());
        if (!other.tokenizesAs(first)) {
            throw new TrainingException("merging " + first.name() + " with " + other.name()
                    + ": tokenizer.json of the second cuts texts into other tokens; take models tuned from one base");
        }
    }

    /** Dropouts concern training alone. */
    private static Architecture network(ModelDescription model) {
        return model.architecture().withDropout(0, 0);
    }

    private static void require(ModelFolder first, ModelFolder other, String what, Object expected, Object found) {
        if (!found.equals(expected)) {
            throw new TrainingException("merging " + first.name() + " with " + other.name() + ": " + what
                    + " of the second is " + found + ", expected " + expected
                    + " as in the first; take models tuned from one base");
        }
    }

    /**
     * Writes the merged model as a folder that does not exist yet.
     *
     * @throws io.retune.encoder.EncoderException if a model cannot be read or the folder cannot be written
     */
    public void write(Path target) {
        try (NDManager manager = Torch.newManager()) {
            List<EncoderWeights> weights = new ArrayList<>();
            models.forEach(model -> weights.add(model.readWeights(manager)));
            models.get(0).writeCheckpoint(target, WeightedMean.of(manager, weights, shares));
        }
    }
}
