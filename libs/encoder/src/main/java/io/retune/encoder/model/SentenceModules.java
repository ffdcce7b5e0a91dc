package io.retune.encoder.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.encoder.EncoderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What sentence-transformers adds to a Hugging Face folder: {@code modules.json} with the pooling and normalisation
 * modules, {@code sentence_bert_config.json}, and prompts in {@code config_sentence_transformers.json}.
 *
 * @param transformer the folder of the network itself, relative; often empty
 * @param pooling how token vectors become one; mean where the folder does not say, as sentence-transformers has it
 * @param normalize whether vectors are scaled to length 1
 * @param prompts of queries and passages
 * @param maxTokens {@code max_seq_length}, or 0 where the folder does not say
 */
record SentenceModules(String transformer, Pooling pooling, boolean normalize, Prompts prompts, int maxTokens) {
    private static final List<String> LIMITS =
            List.of("bert", "roberta", "distilbert", "camembert", "albert", "xlm-roberta", "xlnet");
    private static final String LEGACY_TYPE = "sentence_transformers.models.";

    static SentenceModules read(Path folder) {
        JsonNode modules = JsonFile.readIfPresent(folder.resolve("modules.json"));
        JsonNode sentence = JsonFile.readIfPresent(folder.resolve("config_sentence_transformers.json"));
        String transformer = "";
        Pooling pooling = Pooling.MEAN;
        // A model that is compared by dot product keeps its lengths; for cosine, length 1 gives the same ranking.
        boolean normalize = !sentence.path("similarity_fn_name").asText().equals("dot");
        for (JsonNode module : modules) {
            String type = module.path("type").asText();
            String path = module.path("path").asText();
            switch (type.substring(type.lastIndexOf('.') + 1)) {
                case "Transformer" -> transformer = path;
                case "Pooling" -> pooling = readPooling(folder.resolve(path).resolve("config.json"));
                case "Normalize" -> normalize = true;
                default ->
                    throw new EncoderException(folder.resolve("modules.json") + ": module type \"" + type
                            + "\" is not supported, expected Transformer, Pooling, Normalize; choose another model");
            }
        }
        JsonNode limits = limits(folder.resolve(transformer));
        return new SentenceModules(
                transformer,
                pooling,
                normalize,
                readPrompts(sentence),
                limits.path("max_seq_length").asInt(0));
    }

    /** sentence-transformers has named the file after several networks. */
    private static JsonNode limits(Path transformer) {
        return LIMITS.stream()
                .map(network -> JsonFile.readIfPresent(transformer.resolve("sentence_" + network + "_config.json")))
                .filter(found -> !found.isMissingNode())
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /**
     * Refuses a folder whose texts sentence-transformers shall lower the case of, unless its tokenizer does that anyway.
     *
     * @param transformer the folder of the network
     */
    static void requireCaseOfTokenizer(Path transformer) {
        if (limits(transformer).path("do_lower_case").asBoolean() && !lowersCase(transformer)) {
            throw new EncoderException(
                    transformer + ": do_lower_case is true, but tokenizer.json keeps the case of texts,"
                            + " expected one that lowers it; set do_lower_case to false if texts shall keep theirs");
        }
    }

    private static boolean lowersCase(Path transformer) {
        JsonNode normalizer =
                JsonFile.read(transformer.resolve("tokenizer.json")).path("normalizer");
        List<JsonNode> steps = new ArrayList<>(List.of(normalizer));
        normalizer.path("normalizers").forEach(steps::add);
        return steps.stream()
                .anyMatch(step -> step.path("type").asText().equals("Lowercase")
                        || step.path("lowercase").asBoolean());
    }

    /** Whether a folder has what its {@code modules.json} refers to; without one nothing is known of the pooling. */
    static boolean areComplete(Path folder) {
        Path file = folder.resolve("modules.json");
        if (!Files.exists(file)) {
            return false;
        }
        for (JsonNode module : JsonFile.read(file)) {
            Path config = folder.resolve(module.path("path").asText()).resolve("config.json");
            if (module.path("type").asText().endsWith("Pooling") && !Files.exists(config)) {
                return false;
            }
        }
        return true;
    }

    private static Pooling readPooling(Path file) {
        JsonNode config = JsonFile.read(file);
        if (!config.path("include_prompt").asBoolean(true)) {
            throw new EncoderException(
                    file + ": include_prompt is false, which is not supported; choose another model");
        }
        JsonNode mode = config.path("pooling_mode");
        if (mode.isArray() && mode.size() != 1) {
            throw new EncoderException(file + ": names " + mode.size() + " pooling modes, " + mode
                    + ", expected one; choose another model");
        }
        if (mode.isArray() || mode.isTextual()) {
            return Pooling.ofMode((mode.isArray() ? mode.get(0) : mode).asText(), file.toString());
        }
        Pooling found = null;
        for (var property : config.properties()) {
            if (property.getKey().startsWith("pooling_mode_")
                    && property.getValue().asBoolean()) {
                if (found != null) {
                    throw new EncoderException(
                            file + ": names several pooling modes, expected one; choose another model");
                }
                found = ofFlag(property.getKey(), file);
            }
        }
        return found == null ? Pooling.MEAN : found;
    }

    private static Pooling ofFlag(String flag, Path file) {
        for (Pooling pooling : Pooling.values()) {
            if (pooling.flag().equals(flag)) {
                return pooling;
            }
        }
        return Pooling.ofMode(flag, file.toString());
    }

    private static Prompts readPrompts(JsonNode sentence) {
        JsonNode prompts = sentence.path("prompts");
        String passage = prompts.path("document")
                .asText(prompts.path("passage").asText(prompts.path("corpus").asText("")));
        return new Prompts(prompts.path("query").asText(""), passage);
    }

    /** Writes the same in the form that sentence-transformers 3, 5 and 6 all read. */
    static void write(Path folder, ModelDescription model) throws IOException {
        var modules = JsonFile.array();
        modules.add(module(0, "", "Transformer"));
        modules.add(module(1, "1_Pooling", "Pooling"));
        if (model.normalize()) {
            modules.add(module(2, "2_Normalize", "Normalize"));
            Files.createDirectory(folder.resolve("2_Normalize"));
        }
        JsonFile.write(folder.resolve("modules.json"), modules);

        Path poolingFolder = Files.createDirectory(folder.resolve("1_Pooling"));
        ObjectNode pooling = JsonFile.object().put("word_embedding_dimension", model.dimensions());
        for (Pooling mode : Pooling.values()) {
            pooling.put(mode.flag(), mode == model.pooling());
        }
        JsonFile.write(poolingFolder.resolve("config.json"), pooling.put("include_prompt", true));

        JsonFile.write(
                folder.resolve("sentence_bert_config.json"),
                JsonFile.object().put("max_seq_length", model.maxTokens()).put("do_lower_case", false));

        ObjectNode sentence = JsonFile.object();
        sentence.putObject("prompts")
                .put("query", model.prompts().query())
                .put("document", model.prompts().passage());
        sentence.putNull("default_prompt_name");
        sentence.put("similarity_fn_name", model.normalize() ? "cosine" : "dot");
        JsonFile.write(folder.resolve("config_sentence_transformers.json"), sentence);
    }

    private static ObjectNode module(int index, String path, String type) {
        return JsonFile.object()
                .put("idx", index)
                .put("name", Integer.toString(index))
                .put("path", path)
                .put("type", LEGACY_TYPE + type);
    }
}
