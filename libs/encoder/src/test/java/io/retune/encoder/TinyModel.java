package io.retune.encoder;

import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.SafetensorsWriter;
import io.retune.encoder.model.WeightSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A model folder of a few kilobytes with random weights: two layers of width 32, and a tokenizer that knows single
 * letters, so that every lower case text has tokens.
 */
public final class TinyModel {
    private static final int HIDDEN = 32;
    private static final int LAYERS = 2;
    private static final int INTERMEDIATE = 64;
    private static final int POSITIONS = 64;

    private TinyModel() {}

    /** BERT with CLS pooling and normalisation. */
    public static Path bert(Path folder) throws IOException {
        return write(folder, "bert", "cls_token", 1);
    }

    /**
     * Writes a folder.
     *
     * @param modelType {@code bert} or {@code xlm-roberta}
     * @param poolingFlag {@code cls_token}, {@code mean_tokens} or {@code lasttoken}
     * @param seed of the weights
     */
    public static Path write(Path folder, String modelType, String poolingFlag, long seed) throws IOException {
        Files.createDirectories(folder.resolve("1_Pooling"));
        List<String> specials = modelType.equals("bert")
                ? List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]")
                : List.of("<s>", "<pad>", "</s>", "<unk>");
        Files.writeString(folder.resolve("config.json"), config(modelType));
        Files.writeString(folder.resolve("tokenizer.json"), tokenizer(modelType, specials));
        Files.writeString(folder.resolve("tokenizer_config.json"), tokenizerConfig(modelType));
        Files.writeString(
                folder.resolve("modules.json"),
                """
                [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                 {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
                 {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
                """);
        Files.writeString(
                folder.resolve("1_Pooling").resolve("config.json"),
                "{\"word_embedding_dimension\": %d, \"pooling_mode_%s\": true}".formatted(HIDDEN, poolingFlag));
        Random random = new Random(seed);
        List<WeightSpec> specs = specs(vocabulary(specials).size());
        SafetensorsWriter.write(folder.resolve("model.safetensors"), specs, i -> values(specs.get(i), random));
        return folder;
    }

    /** Opens a folder's encoder. */
    public static TextEncoder open(Path folder, Dtype dtype) {
        return TextEncoder.open(ModelFolder.open("tiny", folder), dtype);
    }

    /** Reads a folder's weights as digests of their values, to compare two folders. */
    public static String weightsDigest(Path folder) {
        try (var manager = Torch.newManager();
                EncoderWeights weights = ModelFolder.open("tiny", folder).readWeights(manager)) {
            return weights.digest();
        }
    }

    private static List<String> vocabulary(List<String> specials) {
        List<String> vocabulary = new ArrayList<>(specials);
        for (char letter = 'a'; letter <= 'z'; letter++) {
            vocabulary.add(String.valueOf(letter));
            vocabulary.add("##" + letter);
        }
        return vocabulary;
    }

    private static List<WeightSpec> specs(int vocabulary) {
        List<WeightSpec> specs = new ArrayList<>();
        specs.add(spec("embeddings.word_embeddings.weight", vocabulary, HIDDEN));
        specs.add(spec("embeddings.position_embeddings.weight", POSITIONS, HIDDEN));
        specs.add(spec("embeddings.token_type_embeddings.weight", 2, HIDDEN));
        pair(specs, "embeddings.LayerNorm", HIDDEN);
        for (int layer = 0; layer < LAYERS; layer++) {
            String prefix = "encoder.layer." + layer + ".";
            for (String name : List.of("self.query", "self.key", "self.value", "output.dense")) {
                pair(specs, prefix + "attention." + name, HIDDEN, HIDDEN);
            }
            pair(specs, prefix + "attention.output.LayerNorm", HIDDEN);
            pair(specs, prefix + "intermediate.dense", INTERMEDIATE, HIDDEN);
            pair(specs, prefix + "output.dense", HIDDEN, INTERMEDIATE);
            pair(specs, prefix + "output.LayerNorm", HIDDEN);
        }
        return specs;
    }

    private static void pair(List<WeightSpec> specs, String name, long... shape) {
        specs.add(spec(name + ".weight", shape));
        specs.add(spec(name + ".bias", shape[0]));
    }

    private static WeightSpec spec(String name, long... shape) {
        return new WeightSpec(name, java.util.Arrays.stream(shape).boxed().toList());
    }

    /** Scales of layer norms lie around 1, everything else around 0. */
    private static ByteBuffer values(WeightSpec spec, Random random) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(4 * spec.size())).order(ByteOrder.LITTLE_ENDIAN);
        float centre = spec.name().endsWith("LayerNorm.weight") ? 1 : 0;
        while (bytes.hasRemaining()) {
            bytes.putFloat(centre + 0.2f * (float) random.nextGaussian());
        }
        return bytes.flip();
    }

    private static String config(String modelType) {
        return """
                {"model_type": "%s", "architectures": ["%s"], "vocab_size": 56, "hidden_size": 32,
                 "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64, "hidden_act": "gelu",
                 "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1, "max_position_embeddings": 64,
                 "type_vocab_size": 2, "layer_norm_eps": 1e-12, "pad_token_id": %d}
                """
                .formatted(
                        modelType,
                        modelType.equals("bert") ? "BertModel" : "XLMRobertaModel",
                        modelType.equals("bert") ? 0 : 1);
    }

    private static String tokenizerConfig(String modelType) {
        String tokens = modelType.equals("bert")
                ? "\"pad_token\": \"[PAD]\", \"unk_token\": \"[UNK]\", \"cls_token\": \"[CLS]\", \"sep_token\": \"[SEP]\""
                : "\"pad_token\": \"<pad>\", \"unk_token\": \"<unk>\", \"cls_token\": \"<s>\", \"sep_token\": \"</s>\"";
        return "{\"tokenizer_class\": \"PreTrainedTokenizerFast\", \"model_max_length\": 60, %s}".formatted(tokens);
    }

    private static String tokenizer(String modelType, List<String> specials) {
        boolean bert = modelType.equals("bert");
        String first = bert ? "[CLS]" : "<s>";
        String last = bert ? "[SEP]" : "</s>";
        StringBuilder added = new StringBuilder();
        StringBuilder vocabulary = new StringBuilder();
        List<String> tokens = vocabulary(specials);
        for (int id = 0; id < tokens.size(); id++) {
            vocabulary.append(id == 0 ? "" : ", ").append("\"%s\": %d".formatted(tokens.get(id), id));
            if (id < specials.size()) {
                added.append(id == 0 ? "" : ", ")
                        .append(("{\"id\": %d, \"content\": \"%s\", \"single_word\": false, \"lstrip\": false,"
                                        + " \"rstrip\": false, \"normalized\": false, \"special\": true}")
                                .formatted(id, tokens.get(id)));
            }
        }
        return """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s],
                 "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                                "strip_accents": null, "lowercase": true},
                 "pre_tokenizer": {"type": "BertPreTokenizer"},
                 "post_processor": {"type": "TemplateProcessing",
                   "single": [{"SpecialToken": {"id": "%s", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                              {"SpecialToken": {"id": "%s", "type_id": 0}}],
                   "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
                   "special_tokens": {"%s": {"id": "%s", "ids": [%d], "tokens": ["%s"]},
                                      "%s": {"id": "%s", "ids": [%d], "tokens": ["%s"]}}},
                 "decoder": null,
                 "model": {"type": "WordPiece", "unk_token": "%s", "continuing_subword_prefix": "##",
                           "max_input_chars_per_word": 100, "vocab": {%s}}}
                """
                .formatted(
                        added,
                        first,
                        last,
                        first,
                        first,
                        tokens.indexOf(first),
                        first,
                        last,
                        last,
                        tokens.indexOf(last),
                        last,
                        bert ? "[UNK]" : "<unk>",
                        vocabulary);
    }
}
