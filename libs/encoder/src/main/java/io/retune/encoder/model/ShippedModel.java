package io.retune.encoder.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.encoder.EncoderException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Models that come with the build, inside Maven artifacts, so that a first run needs no download of its own. */
enum ShippedModel {
    BGE_SMALL_ZH("bge-small-zh-v1.5", 4, 512, 8, 2048, 21128),
    BGE_SMALL_EN("bge-small-en-v1.5", 12, 384, 12, 1536, 30522);

    private static final int MAX_POSITIONS = 512;

    private final String modelName;
    private final int layers;
    private final int hiddenSize;
    private final int heads;
    private final int intermediateSize;
    private final int vocabSize;

    ShippedModel(String modelName, int layers, int hiddenSize, int heads, int intermediateSize, int vocabSize) {
        this.modelName = modelName;
        this.layers = layers;
        this.hiddenSize = hiddenSize;
        this.heads = heads;
        this.intermediateSize = intermediateSize;
        this.vocabSize = vocabSize;
    }

    /** The model of a name, with or without its owner {@code BAAI/}. */
    static Optional<ShippedModel> find(String name) {
        String plain = name.startsWith("BAAI/") ? name.substring("BAAI/".length()) : name;
        return Arrays.stream(values())
                .filter(model -> model.modelName.equals(plain))
                .findFirst();
    }

    String modelName() {
        return modelName;
    }

    /** The model's folder under {@code models}, written on first use. */
    Path folder(Path models) {
        Path folder = models.resolve(modelName);
        if (!Files.exists(folder)) {
            try {
                NewFolder.write(folder, this::writeTo);
            } catch (EncoderException e) {
                if (!Files.exists(folder)) {
                    throw e;
                }
                // Another process wrote the same folder meanwhile.
            }
        }
        return folder;
    }

    private void writeTo(Path folder) throws IOException {
        ObjectNode config = config();
        JsonFile.write(folder.resolve("config.json"), config);
        Files.write(folder.resolve("tokenizer.json"), resource(modelName + "-tokenizer.json"));
        // Not BertTokenizer: transformers would apply its own idea of lower case over what tokenizer.json says.
        JsonFile.write(
                folder.resolve("tokenizer_config.json"),
                JsonFile.object()
                        .put("tokenizer_class", "PreTrainedTokenizerFast")
                        .put("model_max_length", MAX_POSITIONS)
                        .put("unk_token", "[UNK]")
                        .put("sep_token", "[SEP]")
                        .put("pad_token", "[PAD]")
                        .put("cls_token", "[CLS]")
                        .put("mask_token", "[MASK]"));
        Architecture architecture = Architecture.parse(config, modelName);
        SentenceModules.write(
                folder, new ModelDescription(architecture, Pooling.CLS, true, Prompts.NONE, MAX_POSITIONS));
        OnnxWeights weights = OnnxWeights.parse(resource(modelName + ".onnx"));
        var specs = architecture.weights();
        SafetensorsWriter.write(folder.resolve("model.safetensors"), specs, i -> weights.values(specs.get(i)));
        Manifest.write(folder);
    }

    private ObjectNode config() {
        ObjectNode config = JsonFile.object();
        config.putArray("architectures").add("BertModel");
        return config.put("model_type", "bert")
                .put("vocab_size", vocabSize)
                .put("hidden_size", hiddenSize)
                .put("num_hidden_layers", layers)
                .put("num_attention_heads", heads)
                .put("intermediate_size", intermediateSize)
                .put("hidden_act", "gelu")
                .put("hidden_dropout_prob", 0.1)
                .put("attention_probs_dropout_prob", 0.1)
                .put("max_position_embeddings", MAX_POSITIONS)
                .put("type_vocab_size", 2)
                .put("initializer_range", 0.02)
                .put("layer_norm_eps", 1e-12)
                .put("pad_token_id", 0)
                .put("position_embedding_type", "absolute")
                .put("torch_dtype", "float32");
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ShippedModel.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new EncoderException("model resource " + name
                        + " is not on the class path; add dev.langchain4j:langchain4j-embeddings-bge-small-*-v15");
            }
            return in.readAllBytes();
        }
    }
}
