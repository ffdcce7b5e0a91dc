package io.retune.encoder.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.retune.encoder.EncoderException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Text to token ids, by the model's {@code tokenizer.json}. Safe for use by several threads. */
public final class TextTokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;

    private TextTokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Opens a tokenizer.
     *
     * @param file {@code tokenizer.json}
     * @param maxTokens where longer texts are cut, special tokens included
     * @throws EncoderException if the file cannot be read
     */
    public static TextTokenizer open(Path file, int maxTokens) {
        try {
            String longest = Integer.toString(maxTokens);
            // Without modelMaxLength DJL takes 512 for the model's own limit, and cuts there whatever maxLength says.
            return new TextTokenizer(HuggingFaceTokenizer.newInstance(
                    file,
                    Map.of("maxLength", longest, "modelMaxLength", longest, "truncation", "true", "padding", "false")));
        } catch (IOException | RuntimeException e) {
            throw new EncoderException(
                    file + ": is not a readable tokenizer (" + e.getMessage()
                            + "); take tokenizer.json from the model's original folder",
                    e);
        }
    }

    /**
     * Token ids with special tokens, cut at the maximum length, not padded.
     *
     * @return one row per text, in order
     */
    public long[][] encode(List<String> texts) {
        Encoding[] encodings = tokenizer.batchEncode(texts.toArray(String[]::new));
        long[][] ids = new long[encodings.length][];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = encodings[i].getIds();
        }
        return ids;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
