package io.retune.synthesis.chat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.retune.synthesis.QuestionAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads question-answer pairs out of what a model wrote. An answer that is JSON is taken as it is, an object around the
 * array too, which some servers insist on. From any other, the pairs that are complete are picked wherever they stand: inside code fences, among words, after trailing
 * commas, in an array that was cut, under another object, one by one. Serves one answer.
 */
final class AnswerReader {
    private static final ObjectReader STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private static final ObjectReader LENIENT = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .build()
            .reader();

    /** What models that think aloud write first; drafts in there are not the answer. */
    private static final Pattern THOUGHTS = Pattern.compile("(?s)<think>.*?(</think>|$)");

    private static final Pattern PAIR_START = Pattern.compile("\\{\\s*[\"']?(question|answer|问题|答案)");
    private static final List<String> QUESTION = List.of("question", "问题");
    private static final List<String> ANSWER = List.of("answer", "答案");

    private final List<QuestionAnswer> pairs = new ArrayList<>();
    private int incomplete;
    private boolean emptyArray;

    private AnswerReader() {}

    /** The pairs; empty if there is neither a complete pair nor an array that says there is none. */
    static Optional<ReadAnswer> read(String answer) {
        String text = THOUGHTS.matcher(answer).replaceAll("").strip();
        AnswerReader reader = new AnswerReader();
        boolean asAsked = reader.readStrictly(text);
        if (!asAsked) {
            reader.salvage(text);
        }
        return reader.pairs.isEmpty() && !reader.emptyArray
                ? Optional.empty()
                : Optional.of(new ReadAnswer(reader.pairs, reader.incomplete, !asAsked));
    }

    private boolean readStrictly(String text) {
        try {
            JsonNode root = STRICT.readTree(text);
            collect(root);
            return root.isContainerNode();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private void salvage(String text) {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            at += c == '{' || c == '[' ? Math.max(1, lengthOfJson(text.substring(at))) : 1;
        }
    }

    /** Collects what the JSON at the start of a text holds. @return its length; 0 if it is broken or cut */
    private int lengthOfJson(String text) {
        try (JsonParser parser = LENIENT.createParser(text)) {
            collect(LENIENT.readTree(parser));
            return (int) parser.currentLocation().getCharOffset();
        } catch (JsonProcessingException e) {
            incomplete += PAIR_START.matcher(text).lookingAt() ? 1 : 0;
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }

    private void collect(JsonNode node) {
        emptyArray |= node.isArray() && node.isEmpty();
        Optional<JsonNode> question = field(node, QUESTION);
        Optional<JsonNode> answer = field(node, ANSWER);
        if (question.isEmpty() && answer.isEmpty()) {
            node.forEach(this::collect);
        } else if (question.filter(AnswerReader::saysSomething).isPresent()
                && answer.filter(AnswerReader::saysSomething).isPresent()) {
            pairs.add(new QuestionAnswer(question.get().asText(), answer.get().asText()));
        } else {
            incomplete++;
        }
    }

    private static Optional<JsonNode> field(JsonNode node, List<String> names) {
        return names.stream().filter(node::has).findFirst().map(node::get);
    }

    /** Half a surrogate pair, which JSON can spell, is a character that was cut: no file could hold it. */
    private static boolean saysSomething(JsonNode value) {
        return value.isValueNode()
                && !value.isNull()
                && !value.asText().isBlank()
                && StandardCharsets.UTF_8.newEncoder().canEncode(value.asText());
    }
}
