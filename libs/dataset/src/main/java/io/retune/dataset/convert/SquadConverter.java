package io.retune.dataset.convert;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.dataset.DatasetException;
import io.retune.dataset.Quote;
import io.retune.dataset.TextFiles;
import io.retune.dataset.split.TrainVal;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * SQuAD 1.1 and 2.0 and what follows their JSON (CMRC 2018, DRCD, ...): a paragraph is a passage, a question a query,
 * its first answer the reference answer. Questions that the paragraph does not answer are skipped and counted. Read an
 * article at a time.
 */
final class SquadConverter implements Converter {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Conversion convert(Path input, ConvertOptions options) {
        ConvertReport.Counter counter = new ConvertReport.Counter();
        Collected collected = new Collected(input, counter, new TextCollector(options.nameOf(input), counter));
        try (BufferedReader text = TextFiles.open(input);
                JsonParser parser = JSON.createParser(text)) {
            readArticles(input, parser, collected);
        } catch (JsonProcessingException e) {
            throw TextFiles.notJson(input, "the data", e);
        } catch (IOException e) {
            throw TextFiles.unreadable(input, e);
        }
        TrainVal splits = TrainVal.draw(collected.texts.build(), options.valShare(), options.seed());
        counter.note(splits.reason());
        return new Conversion(splits.dataset(), counter.report());
    }

    private static void readArticles(Path input, JsonParser parser, Collected collected) throws IOException {
        boolean found = false;
        if (parser.nextToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean data = parser.currentName().equals("data");
                if (parser.nextToken() == JsonToken.START_ARRAY && data) {
                    found = true;
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        collected.article(JSON.readTree(parser));
                    }
                } else {
                    parser.skipChildren();
                }
            }
        }
        if (!found) {
            throw new DatasetException(input.getFileName() + ": there is no list \"data\" at the top; expected SQuAD's"
                    + " {\"data\": [{\"paragraphs\": [{\"context\": ..., \"qas\": [...]}]}]};"
                    + " choose another format or check the file");
        }
    }

    private static final class Collected {
        private final Path input;
        private final ConvertReport.Counter counter;
        private final TextCollector texts;
        private final Set<String> answered = new HashSet<>();

        Collected(Path input, ConvertReport.Counter counter, TextCollector texts) {
            this.input = input;
            this.counter = counter;
            this.texts = texts;
        }

        void article(JsonNode article) {
            for (JsonNode paragraph : required(article, "paragraphs")) {
                String context = required(paragraph, "context").asText();
                for (JsonNode question : required(paragraph, "qas")) {
                    counter.row();
                    question(context, question);
                }
            }
        }

        private void question(String context, JsonNode question) {
            if (question.path("is_impossible").asBoolean()
                    || question.path("answers").isEmpty()) {
                counter.skip("question without an answer in its paragraph");
                return;
            }
            String text = required(question, "question").asText();
            if (!texts.isUsable(text, "question") || !texts.isUsable(context, "paragraph")) {
                return;
            }
            String query = texts.query(text);
            texts.relevant(query, texts.passage(context));
            String answer = question.path("answers").path(0).path("text").asText();
            if (!answer.isBlank() && answered.add(query)) {
                texts.builder().referenceAnswer(query, answer);
            }
        }

        private JsonNode required(JsonNode node, String key) {
            JsonNode value = node.get(key);
            if (value == null || value.isNull()) {
                throw new DatasetException(input.getFileName() + ": after " + counter.rows() + " questions, "
                        + Quote.of(node.toString()) + " has no " + Quote.of(key)
                        + "; expected SQuAD's JSON; choose another format or correct the file");
            }
            return value;
        }
    }
}
