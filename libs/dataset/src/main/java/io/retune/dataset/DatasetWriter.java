package io.retune.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Writes a {@link RagDataset} as JSON, one entry a line, so that files can be searched and compared line by line. */
public final class DatasetWriter {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private final JsonGenerator out;

    private DatasetWriter(JsonGenerator out) {
        this.out = out;
    }

    /**
     * Writes a data set. The file appears whole or not at all: until everything is on the disk it has another name in
     * the same folder, and a file that was there stays as it was.
     *
     * @throws DatasetException when the folder is missing or cannot be written to, or the disk is full
     */
    public static void write(RagDataset dataset, Path file) {
        AtomicFile.write(file, bytes -> {
            try (JsonGenerator generator = JSON.createGenerator(bytes)) {
                generator.setPrettyPrinter(
                        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter(" ", "\n")));
                new DatasetWriter(generator).write(dataset);
                generator.writeRaw('\n');
            }
        });
    }

    private void write(RagDataset dataset) throws IOException {
        out.writeStartObject();
        writeTexts(DatasetKey.QUERIES, dataset.queries());
        writeTexts(DatasetKey.CORPUS, dataset.corpus());
        writeRelevant(dataset.relevantDocs());
        writeLists(DatasetKey.NEGATIVE_DOCS, dataset.negativeDocs());
        writeTexts(DatasetKey.REFERENCE_ANSWERS, dataset.referenceAnswers());
        writeLists(DatasetKey.QUERIES_SPLIT, dataset.queriesSplit());
        if (!dataset.pairScores().isEmpty()) {
            writeScores(dataset.pairScores());
        }
        out.writeEndObject();
    }

    private void writeTexts(DatasetKey key, Map<String, String> texts) throws IOException {
        out.writeObjectFieldStart(key.json);
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
    }

    /** The list where every grade is 1, as the field writes it; the grades where they say more. */
    private void writeRelevant(Map<String, Map<String, Integer>> relevant) throws IOException {
        out.writeObjectFieldStart(DatasetKey.RELEVANT_DOCS.json);
        for (Map.Entry<String, Map<String, Integer>> entry : relevant.entrySet()) {
            Map<String, Integer> grades = entry.getValue();
            if (grades.values().stream().allMatch(grade -> grade == 1)) {
                writeList(entry.getKey(), grades.keySet());
                continue;
            }
            out.writeObjectFieldStart(entry.getKey());
            for (Map.Entry<String, Integer> grade : grades.entrySet()) {
                out.writeNumberField(grade.getKey(), grade.getValue());
            }
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private void writeLists(DatasetKey key, Map<String, List<String>> lists) throws IOException {
        out.writeObjectFieldStart(key.json);
        for (Map.Entry<String, List<String>> entry : lists.entrySet()) {
            writeList(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
    }

    private void writeList(String name, Collection<String> ids) throws IOException {
        out.writeArrayFieldStart(name);
        for (String id : ids) {
            out.writeString(id);
        }
        out.writeEndArray();
    }

    private void writeScores(Map<String, Map<String, Float>> scores) throws IOException {
        out.writeObjectFieldStart(DatasetKey.PAIR_SCORES.json);
        for (Map.Entry<String, Map<String, Float>> entry : scores.entrySet()) {
            out.writeObjectFieldStart(entry.getKey());
            for (Map.Entry<String, Float> score : entry.getValue().entrySet()) {
                out.writeNumberField(score.getKey(), score.getValue());
            }
            out.writeEndObject();
        }
        out.writeEndObject();
    }
}
