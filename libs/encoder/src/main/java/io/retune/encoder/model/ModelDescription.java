package io.retune.encoder.model;

import java.util.Objects;

/**
 * Everything but the weights and the tokenizer that decides a text's vector.
 *
 * @param architecture the network's shape
 * @param pooling how token vectors become one
 * @param normalize whether vectors are scaled to length 1
 * @param prompts put in front of texts
 * @param maxTokens where longer texts are cut, special tokens included
 */
public record ModelDescription(
        Architecture architecture, Pooling pooling, boolean normalize, Prompts prompts, int maxTokens) {
    /** Validates that the network has positions for {@code maxTokens}. */
    public ModelDescription {
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(pooling, "pooling");
        Objects.requireNonNull(prompts, "prompts");
        if (maxTokens < 3 || maxTokens > architecture.maxTokens()) {
            throw new IllegalArgumentException("maximum length is " + maxTokens + " tokens, expected 3 to "
                    + architecture.maxTokens() + "; choose another length");
        }
    }

    /** Values of a vector. */
    public int dimensions() {
        return architecture.hiddenSize();
    }

    /** The same with another statement of the network's shape, for instance other dropouts. */
    public ModelDescription withArchitecture(Architecture other) {
        return new ModelDescription(other, pooling, normalize, prompts, maxTokens);
    }

    /** The same with other prompts. */
    public ModelDescription withPrompts(Prompts other) {
        return new ModelDescription(architecture, pooling, normalize, other, maxTokens);
    }

    /** The same with texts cut at another length. */
    public ModelDescription withMaxTokens(int other) {
        return new ModelDescription(architecture, pooling, normalize, prompts, other);
    }
}
