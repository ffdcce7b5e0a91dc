package io.retune.encoder.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.retune.encoder.EncoderException;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a network, as {@code config.json} states it.
 *
 * @param family how positions are counted
 * @param vocabSize rows of the word embedding
 * @param hiddenSize width of the token vectors, and dimensions of the text's vector
 * @param layers number of transformer layers
 * @param heads attention heads; divides {@code hiddenSize}
 * @param intermediateSize width of the feed-forward layers
 * @param maxPositions rows of the position embedding
 * @param typeVocabSize rows of the token type embedding
 * @param activation of the feed-forward layers
 * @param layerNormEps added to the variance in layer normalisation
 * @param padTokenId the padding token; XLM-RoBERTa counts positions from it
 * @param hiddenDropout probability, while training only
 * @param attentionDropout probability, while training only
 */
public record Architecture(
        Family family,
        int vocabSize,
        int hiddenSize,
        int layers,
        int heads,
        int intermediateSize,
        int maxPositions,
        int typeVocabSize,
        Activation activation,
        double layerNormEps,
        int padTokenId,
        double hiddenDropout,
        double attentionDropout) {
    private static final int WEIGHTS_PER_LAYER = 16;

    /** Validates that the sizes are positive and the heads divide the width. */
    public Architecture {
        if (vocabSize < 1 || hiddenSize < 1 || layers < 1 || heads < 1 || intermediateSize < 1 || maxPositions < 1) {
            throw new IllegalArgumentException("sizes must be positive");
        }
        if (hiddenSize % heads != 0) {
            throw new IllegalArgumentException(
                    "hidden_size " + hiddenSize + " is not a multiple of num_attention_heads " + heads);
        }
        if (!isProbability(hiddenDropout) || !isProbability(attentionDropout)) {
            throw new IllegalArgumentException("dropouts are " + hiddenDropout + " (hidden) and " + attentionDropout
                    + " (attention), expected 0 or more and less than 1");
        }
    }

    private static boolean isProbability(double dropout) {
        return dropout >= 0 && dropout < 1;
    }

    /**
     * Reads {@code config.json}.
     *
     * @param place named in messages
     * @throws EncoderException if the family, activation or position form is not supported or a size is missing
     */
    static Architecture parse(JsonNode config, String place) {
        Family family = Family.ofModelType(text(config, "model_type", "", place), place);
        String positions = text(config, "position_embedding_type", "absolute", place);
        if (!positions.equals("absolute")) {
            throw new EncoderException(place + ": position_embedding_type is \"" + positions
                    + "\", expected absolute; choose another model");
        }
        try {
            return new Architecture(
                    family,
                    size(config, "vocab_size", place),
                    size(config, "hidden_size", place),
                    size(config, "num_hidden_layers", place),
                    size(config, "num_attention_heads", place),
                    size(config, "intermediate_size", place),
                    size(config, "max_position_embeddings", place),
                    size(config, "type_vocab_size", place),
                    Activation.ofHiddenAct(text(config, "hidden_act", "gelu", place), place),
                    config.path("layer_norm_eps").asDouble(1e-12),
                    config.path("pad_token_id").asInt(family == Family.BERT ? 0 : 1),
                    config.path("hidden_dropout_prob").asDouble(0.1),
                    config.path("attention_probs_dropout_prob").asDouble(0.1));
        } catch (IllegalArgumentException e) {
            throw new EncoderException(place + ": " + e.getMessage() + "; the file is damaged", e);
        }
    }

    /**
     * The same network with other dropouts.
     *
     * @param hidden probability for embeddings and for what attention and feed-forward add
     * @param attention probability for attention weights
     */
    public Architecture withDropout(double hidden, double attention) {
        return new Architecture(
                family,
                vocabSize,
                hiddenSize,
                layers,
                heads,
                intermediateSize,
                maxPositions,
                typeVocabSize,
                activation,
                layerNormEps,
                padTokenId,
                hidden,
                attention);
    }

    /** Values per head. */
    public int headSize() {
        return hiddenSize / heads;
    }

    /** The row of the position embedding that the first token takes. */
    public int firstPosition() {
        return family == Family.BERT ? 0 : padTokenId + 1;
    }

    /** The longest text in tokens, special tokens included. */
    public int maxTokens() {
        return maxPositions - firstPosition();
    }

    /** Where layer {@code layer}'s weights begin in {@link #weights()}. */
    public int firstWeightOf(int layer) {
        return 5 + WEIGHTS_PER_LAYER * layer;
    }

    /** Every weight in the order in which the graphs take them: embeddings first, then layer by layer. */
    public List<WeightSpec> weights() {
        List<WeightSpec> weights = new ArrayList<>();
        weights.add(WeightSpec.of("embeddings.word_embeddings.weight", vocabSize, hiddenSize));
        weights.add(WeightSpec.of("embeddings.position_embeddings.weight", maxPositions, hiddenSize));
        weights.add(WeightSpec.of("embeddings.token_type_embeddings.weight", typeVocabSize, hiddenSize));
        addPair(weights, "embeddings.LayerNorm", hiddenSize);
        for (int layer = 0; layer < layers; layer++) {
            String prefix = "encoder.layer." + layer + ".";
            for (String projection : List.of("query", "key", "value")) {
                addPair(weights, prefix + "attention.self." + projection, hiddenSize, hiddenSize);
            }
            addPair(weights, prefix + "attention.output.dense", hiddenSize, hiddenSize);
            addPair(weights, prefix + "attention.output.LayerNorm", hiddenSize);
            addPair(weights, prefix + "intermediate.dense", intermediateSize, hiddenSize);
            addPair(weights, prefix + "output.dense", hiddenSize, intermediateSize);
            addPair(weights, prefix + "output.LayerNorm", hiddenSize);
        }
        return weights;
    }

    private static void addPair(List<WeightSpec> weights, String name, long... shape) {
        weights.add(WeightSpec.of(name + ".weight", shape));
        weights.add(WeightSpec.of(name + ".bias", shape[0]));
    }

    private static int size(JsonNode config, String key, String place) {
        JsonNode value = config.path(key);
        if (!value.isInt()) {
            throw new EncoderException(place + ": " + key + " is "
                    + (value.isMissingNode() ? "missing" : value.toString())
                    + ", expected a whole number; take config.json from the model's original folder");
        }
        return value.intValue();
    }

    private static String text(JsonNode config, String key, String otherwise, String place) {
        JsonNode value = config.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isTextual()) {
            throw new EncoderException(place + ": " + key + " is " + value + ", expected a text");
        }
        return value.textValue();
    }
}
