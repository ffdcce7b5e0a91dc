package io.retune.encoder.model;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.encoder.EncoderException;
import io.retune.encoder.text.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model on disk in the layout of Hugging Face and sentence-transformers.
 *
 * @param name how people call it
 * @param folder what was opened
 * @param description everything but weights and tokenizer
 * @param networkAlone whether vector deltas that the folder may have are left out
 */
public record ModelFolder(String name, Path folder, ModelDescription description, boolean networkAlone) {
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String TOKENIZER = "tokenizer.json";
    private static final String TOKENIZER_CONFIG = "tokenizer_config.json";
    private static final List<String> TOKENIZER_FILES = List.of(
            TOKENIZER,
            TOKENIZER_CONFIG,
            "special_tokens_map.json",
            "vocab.txt",
            "sentencepiece.bpe.model",
            "vocab.json");

    /**
     * Reads a folder's descriptions and, where it has a manifest, checks every file's digest.
     *
     * @throws EncoderException if a file is missing, damaged or describes a network that is not supported
     */
    public static ModelFolder open(String name, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new EncoderException(folder + ": is not a folder; expected a model folder with config.json");
        }
        Manifest.verifyIfPresent(folder);
        SentenceModules modules = SentenceModules.read(folder);
        Path transformer = folder.resolve(modules.transformer());
        Path configFile = transformer.resolve(CONFIG);
        Architecture architecture = Architecture.parse(JsonFile.read(configFile), configFile.toString());
        requireFile(transformer.resolve(WEIGHTS), "weights as safetensors (pickled weights are not read)");
        requireFile(transformer.resolve(TOKENIZER), "the tokenizer in its fast form");
        SentenceModules.requireCaseOfTokenizer(transformer);
        ModelDescription description = new ModelDescription(
                architecture,
                modules.pooling(),
                modules.normalize(),
                modules.prompts(),
                maxTokens(modules, transformer, architecture));
        return new ModelFolder(name, transformer, description, false);
    }

    /** Whether a folder has all that is read of it, what says how token vectors become one included. */
    static boolean isComplete(Path folder) {
        if (!SentenceModules.areComplete(folder)) {
            return false;
        }
        Path transformer = folder.resolve(SentenceModules.read(folder).transformer());
        return Stream.of(CONFIG, WEIGHTS, TOKENIZER).allMatch(file -> Files.exists(transformer.resolve(file)));
    }

    private static void requireFile(Path file, String what) {
        if (!Files.isRegularFile(file)) {
            throw new EncoderException(file + ": is missing; expected " + what + "; add it to the folder");
        }
    }

    private static int maxTokens(SentenceModules modules, Path transformer, Architecture architecture) {
        int stated = modules.maxTokens();
        if (stated == 0) {
            JsonNode tokenizer = JsonFile.readIfPresent(transformer.resolve(TOKENIZER_CONFIG));
            // Tokenizers without a limit state one of 1e30.
            stated = (int) Math.min(
                    Integer.MAX_VALUE, tokenizer.path("model_max_length").asDouble(architecture.maxTokens()));
        }
        return Math.min(stated, architecture.maxTokens());
    }

    /** The same folder with other prompts, for instance from a flag. */
    public ModelFolder withPrompts(Prompts prompts) {
        return new ModelFolder(name, folder, description.withPrompts(prompts), networkAlone);
    }

    /** The same folder with texts cut at another length. */
    public ModelFolder withMaxTokens(int maxTokens) {
        return new ModelFolder(name, folder, description.withMaxTokens(maxTokens), networkAlone);
    }

    /** The same folder without vector deltas, for instance to make others for the same weights. */
    public ModelFolder withoutDeltas() {
        return new ModelFolder(name, folder, description, true);
    }

    /** Reads the weights. The caller closes them. */
    public EncoderWeights readWeights(NDManager manager) {
        return EncoderWeights.read(manager, folder.resolve(WEIGHTS), description.architecture());
    }

    /**
     * Reads what is added to the vectors of single passages, if the folder has such deltas and they are not left out.
     *
     * @throws EncoderException if they are damaged or of another width than the model's vectors
     */
    public Optional<VectorDeltas> readDeltas() {
        if (networkAlone) {
            return Optional.empty();
        }
        Optional<VectorDeltas> deltas = new VectorDeltasFile(folder).read();
        deltas.filter(found -> found.dimensions() != description.dimensions()).ifPresent(found -> {
            throw new EncoderException(folder + ": vector deltas have " + found.dimensions()
                    + " dimensions, expected the model's " + description.dimensions()
                    + "; take both from one checkpoint");
        });
        return deltas;
    }

    /**
     * Checks before weights change, or passages move, that no deltas are there: they fit the weights they came with.
     *
     * @throws EncoderException if the folder has vector deltas
     */
    public void requireNoDeltas() {
        if (readDeltas().isPresent()) {
            throw new EncoderException(
                    name + ": has vector deltas (NUDGE), which fit its weights alone; expected a model"
                            + " without; start from the model that it was made from, and move passages last");
        }
    }

    /** Opens the tokenizer. The caller closes it. */
    public TextTokenizer openTokenizer() {
        return TextTokenizer.open(folder.resolve(TOKENIZER), description.maxTokens());
    }

    /**
     * Sha256 of {@code tokenizer.json}.
     *
     * @throws EncoderException if it cannot be read
     */
    public String tokenizerDigest() {
        try {
            return Sha256.of(folder.resolve(TOKENIZER));
        } catch (IOException e) {
            throw new EncoderException(folder.resolve(TOKENIZER) + ": cannot be read (" + e + ")", e);
        }
    }

    /**
     * Whether another model cuts every text into the same tokens. How long texts may be and how they are padded, which
     * some tools store beside, is not compared: neither is read.
     *
     * @throws EncoderException if one of the two cannot be read
     */
    public boolean tokenizesAs(ModelFolder other) {
        return tokenization().equals(other.tokenization());
    }

    private JsonNode tokenization() {
        ObjectNode tokenizer = (ObjectNode) JsonFile.read(folder.resolve(TOKENIZER));
        return tokenizer.without(List.of("truncation", "padding"));
    }

    /**
     * Writes a checkpoint: this model's tokenizer and description with other weights, without vector deltas. The folder
     * becomes visible whole, by rename, with a manifest of digests.
     *
     * @param target a folder that does not exist yet
     * @throws EncoderException if it exists or cannot be written
     */
    public void writeCheckpoint(Path target, EncoderWeights weights) {
        writeCheckpoint(target, weights, building -> {});
    }

    /**
     * The same with vector deltas, which belong to these weights.
     *
     * @param target a folder that does not exist yet
     * @throws EncoderException if it exists or cannot be written
     */
    public void writeCheckpoint(Path target, EncoderWeights weights, VectorDeltas deltas) {
        writeCheckpoint(target, weights, building -> new VectorDeltasFile(building).write(deltas));
    }

    /**
     * Writes a checkpoint that holds more than a model.
     *
     * @param more is written before the manifest, which names it too
     */
    public void writeCheckpoint(Path target, EncoderWeights weights, NewFolder.Content more) {
        NewFolder.write(target, building -> {
            for (String file : TOKENIZER_FILES) {
                if (Files.exists(folder.resolve(file))) {
                    Files.copy(folder.resolve(file), building.resolve(file));
                }
            }
            ObjectNode config = (ObjectNode) JsonFile.read(folder.resolve(CONFIG));
            // transformers 4 reads torch_dtype; transformers 5 prefers a dtype that the base had, and would round to
            // it.
            config.remove("dtype");
            JsonFile.write(building.resolve(CONFIG), config.put("torch_dtype", "float32"));
            SentenceModules.write(building, description);
            weights.write(building.resolve(WEIGHTS));
            more.writeTo(building);
            Manifest.write(building);
        });
    }
}
