package io.retune.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Reads a {@link RagDataset} from its JSON file in one pass; nothing but the data set itself is held in memory. */
public final class DatasetReader {
    /** Ids are field names here: interning half a million of them would fill Jackson's symbol table for nothing. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final Path file;
    private final JsonParser parser;
    private final DatasetBuilder builder;
    /** One object per id, however often the file repeats it. */
    private final Map<String, String> ids = new HashMap<>();

    private final Set<DatasetKey> seen = EnumSet.noneOf(DatasetKey.class);
    private String section = "the data set";
    private boolean parsing = true;

    private DatasetReader(Path file, String name, JsonParser parser) {
        this.file = file;
        this.parser = parser;
        builder = new DatasetBuilder(name, this::place);
    }

    /**
     * Reads and validates a data set.
     *
     * @param file UTF-8 JSON with the keys {@code queries}, {@code corpus}, {@code relevant_docs}, {@code
     *     queries_split} and, where the source has them, {@code negative_docs}, {@code reference_answers}, {@code
     *     pair_scores}
     * @return the data set, named after the file
     * @throws DatasetException when the file cannot be read, is not JSON, or is not a valid data set
     */
    public static RagDataset read(Path file) {
        return read(file, file.getFileName().toString().replaceFirst("(?<=.)\\.json$", ""));
    }

    /** The same, named otherwise than the file. */
    public static RagDataset read(Path file, String name) {
        try (BufferedReader text = TextFiles.open(file);
                JsonParser parser = JSON.createParser(text)) {
            return new DatasetReader(file, name, parser).dataset();
        } catch (IOException e) {
            throw TextFiles.unreadable(file, e);
        }
    }

    private RagDataset dataset() throws IOException {
        try {
            parse();
        } catch (JsonProcessingException e) {
            throw TextFiles.notJson(file, section, e);
        }
        parsing = false;
        for (DatasetKey key : DatasetKey.values()) {
            if (key.required && !seen.contains(key)) {
                throw new DatasetException(file.getFileName() + ": the key " + Quote.of(key.json)
                        + " is missing; expected " + DatasetKey.listed() + "; add it (" + key.example + ")");
            }
        }
        return builder.build();
    }

    private void parse() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new DatasetException(file.getFileName() + ": the file is empty; expected a JSON object with the keys "
                    + DatasetKey.listed() + "; write it again");
        }
        if (first != JsonToken.START_OBJECT) {
            throw wrong("the top level", "an object with the keys " + DatasetKey.listed());
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            DatasetKey key = DatasetKey.of(parser.currentName());
            if (key == null) {
                throw at("unknown key " + Quote.of(parser.currentName()) + "; expected " + DatasetKey.listed()
                        + "; remove or rename it");
            }
            if (!seen.add(key)) {
                throw at("the key " + Quote.of(key.json) + " comes a second time; expected it once; join the two");
            }
            section = key.json;
            read(key);
            section = "the data set";
        }
        if (parser.nextToken() != null) {
            throw at("there is more after the end of the data set; expected one JSON object; remove the rest");
        }
    }

    private void read(DatasetKey key) throws IOException {
        switch (key) {
            case QUERIES -> readTexts(builder::query);
            case CORPUS -> readTexts(builder::passage);
            case REFERENCE_ANSWERS -> readTexts(builder::referenceAnswer);
            case RELEVANT_DOCS -> readPerQuery(this::readRelevant);
            case NEGATIVE_DOCS -> readPerQuery(query -> readIds(query).forEach(id -> builder.negative(query, id)));
            case PAIR_SCORES -> readPerQuery(this::readScores);
            case QUERIES_SPLIT -> readPerQuery(split -> builder.split(split, readIds(split)));
        }
    }

    private void readTexts(BiConsumer<String, String> add) throws IOException {
        readPerQuery(id -> {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw wrong(section + " of " + Quote.of(id), "a text in quotes");
            }
            add.accept(id, parser.getText());
        });
    }

    /** Calls back with the parser on the first token of each value. */
    private void readPerQuery(ValueReader reader) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw wrong(section, "an object, " + DatasetKey.of(section).example);
        }
        Set<String> keys = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String id = one(parser.currentName());
            if (!keys.add(id)) {
                throw at(section + " has " + Quote.of(id) + " twice; expected it once; remove or rename one");
            }
            parser.nextToken();
            reader.read(id);
        }
    }

    private void readRelevant(String query) throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            readIds(query).forEach(id -> builder.relevant(query, id));
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw wrong(
                    section + " of query " + Quote.of(query),
                    "a list of document ids or an object of document id and grade");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String document = one(parser.currentName());
            if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT
                    || parser.getNumberType() != JsonParser.NumberType.INT) {
                throw wrong(
                        section + " of query " + Quote.of(query) + ", document " + Quote.of(document),
                        "a whole number as grade");
            }
            builder.relevant(query, document, parser.getIntValue());
        }
    }

    private void readScores(String query) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw wrong(section + " of query " + Quote.of(query), "an object of document id and score");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String document = one(parser.currentName());
            if (!parser.nextToken().isNumeric()) {
                throw wrong(section + " of query " + Quote.of(query) + ", document " + Quote.of(document), "a number");
            }
            builder.pairScore(query, document, parser.getFloatValue());
        }
    }

    private List<String> readIds(String owner) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw wrong(section + " of " + Quote.of(owner), "a list of ids");
        }
        List<String> list = new ArrayList<>(1);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw wrong(section + " of " + Quote.of(owner) + ", entry " + (list.size() + 1), "an id in quotes");
            }
            list.add(one(parser.getText()));
        }
        return list;
    }

    private String one(String id) {
        String known = ids.putIfAbsent(id, id);
        return known == null ? id : known;
    }

    private DatasetException wrong(String what, String expected) throws IOException {
        return at(what + " is " + found() + "; expected " + expected + "; correct it there");
    }

    private String found() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "the text " + Quote.of(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + parser.getText();
            default -> parser.getText();
        };
    }

    private DatasetException at(String message) {
        return new DatasetException(place() + ": " + message);
    }

    private String place() {
        if (!parsing) {
            return file.getFileName().toString();
        }
        JsonLocation location = parser.currentTokenLocation();
        return file.getFileName() + " line " + location.getLineNr() + " column " + location.getColumnNr();
    }

    private interface ValueReader {
        void read(String id) throws IOException;
    }
}
