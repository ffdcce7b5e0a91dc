package io.retune.training.optimizer;

import ai.djl.ndarray.NDArray;
import io.retune.encoder.model.WeightSpec;
import io.retune.training.TrainingException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which layers change, and how fast: lower ones hold what a model knows of language in general, and forget it when they
 * change as fast as the upper ones. Source: Howard and Ruder 2018, https://arxiv.org/abs/1801.06146, "discriminative
 * fine-tuning".
 *
 * @param decay the learning rate of a layer over that of the layer above it; the top layer has the whole rate, and the
 *     embeddings count as one more layer below the lowest; 1 for one rate everywhere
 * @param freezeEmbeddings whether word, position and token type embeddings and their norm keep their values
 * @param freezeLayers so many of the lowest layers keep their values, and with them the embeddings
 */
public record LayerRates(double decay, boolean freezeEmbeddings, int freezeLayers) {
    /** Everything changes at one rate. */
    public static final LayerRates ALL = new LayerRates(1, false, 0);

    private static final Pattern LAYER = Pattern.compile("encoder\\.layer\\.(\\d+)\\.");

    /** Validates every value. */
    public LayerRates {
        TrainingException.require(decay > 0 && decay <= 1, "layer decay", decay, "above 0 and at most 1");
        TrainingException.require(freezeLayers >= 0, "frozen layers", freezeLayers, "0 or more");
    }

    /**
     * Chooses what is trained. Tensors that are not will receive no gradients, so that the backward pass ends above them.
     *
     * @param specs names of the tensors, which say what layer they belong to; whatever belongs to none counts as
     *     embeddings
     * @param tensors all of a network's
     * @throws TrainingException if nothing is left to train
     */
    public List<Parameter> choose(List<WeightSpec> specs, List<NDArray> tensors) {
        int[] depths = specs.stream().mapToInt(spec -> depth(spec.name())).toArray();
        int top = specs.stream().mapToInt(spec -> depth(spec.name())).max().orElse(0);
        List<Parameter> trained = new ArrayList<>();
        for (int i = 0; i < depths.length; i++) {
            if (isFrozen(depths[i])) {
                tensors.get(i).setRequiresGradient(false);
            } else {
                trained.add(new Parameter(specs.get(i), tensors.get(i), Math.pow(decay, top - depths[i])));
            }
        }
        TrainingException.require(!trained.isEmpty(), "frozen layers", freezeLayers, "fewer than the network's " + top);
        return trained;
    }

    private boolean isFrozen(int depth) {
        return depth == 0 ? freezeEmbeddings || freezeLayers > 0 : depth <= freezeLayers;
    }

    /** 0 for the embeddings, 1 for the lowest layer. */
    private static int depth(String name) {
        Matcher layer = LAYER.matcher(name);
        return layer.find() ? 1 + Integer.parseInt(layer.group(1)) : 0;
    }
}
