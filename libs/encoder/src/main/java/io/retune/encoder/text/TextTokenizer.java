package io.retune.encoder.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.retune.encoder.EncoderException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Text to token ids, by the model's {@code tokenizer.json}. Safe for use by several threads. */
public final class TextTokenizer implements AutoCloseable {
    /** What is read of a text at first, for each token that is kept; hardly any text has longer tokens. */
    private static final int CHARACTERS_PER_TOKEN = 16;

    private final HuggingFaceTokenizer tokenizer;
    private final int maxTokens;

    private TextTokenizer(HuggingFaceTokenizer tokenizer, int maxTokens) {
        this.tokenizer = tokenizer;
        this.maxTokens = maxTokens;
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
            // A stride of the file's own, which is for texts cut into several parts, must be less than the limit.
            HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(
                    file,
                    Map.of(
                            "maxLength",
                            longest,
                            "modelMaxLength",
                            longest,
                            "truncation",
                            "true",
                            "stride",
                            "0",
                            "padding",
                            "false"));
            return new TextTokenizer(tokenizer, maxTokens);
        } catch (IOException | RuntimeException e) {
            throw new EncoderException(
                    file + ": is not a readable tokenizer (" + e.getMessage()
                            + "); take tokenizer.json from the model's original folder",
                    e);
        }
    }

    /**
     * Token ids with special tokens, cut at the maximum length, not padded. Of a text that is much longer only the
     * beginning is read: the tokenizer holds a hundred bytes for each token, those too that it cuts off.
     *
     * @return one row per text, in order
     */
    public long[][] encode(List<String> texts) {
        long[][] ids = new long[texts.size()][];
        int[] left = IntStream.range(0, ids.length).toArray();
        for (long reach = (long) maxTokens * CHARACTERS_PER_TOKEN; left.length > 0; reach *= 2) {
            int characters = (int) Math.min(reach, Integer.MAX_VALUE);
            String[] beginnings = Arrays.stream(left)
                    .mapToObj(text -> beginning(texts.get(text), characters))
                    .toArray(String[]::new);
            Encoding[] encodings = tokenizer.batchEncode(beginnings);
            IntStream.Builder tooShort = IntStream.builder();
            for (int i = 0; i < left.length; i++) {
                long[] own = encodings[i].getIds();
                boolean whole = beginnings[i].length() == texts.get(left[i]).length();
                if (whole || own.length == maxTokens) {
                    ids[left[i]] = own;
                } else {
                    tooShort.add(left[i]);
                }
            }
            left = tooShort.build().toArray();
        }
        return ids;
    }

    /** So many characters, or some less: no word is cut, or at least no character. */
    private static String beginning(String text, int characters) {
        if (text.length() <= characters) {
            return text;
        }
        for (int end = characters; end > characters / 2; end--) {
            if (Character.isWhitespace(text.charAt(end))) {
                return text.substring(0, end);
            }
        }
        int end = Character.isLowSurrogate(text.charAt(characters)) ? characters - 1 : characters;
        return text.substring(0, end);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
