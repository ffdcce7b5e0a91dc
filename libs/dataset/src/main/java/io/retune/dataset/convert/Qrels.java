package io.retune.dataset.convert;

import io.retune.dataset.DatasetException;
import io.retune.dataset.Quote;
import io.retune.dataset.TextFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Relevance judgements: JSONL rows, or tab-separated lines with a header as in BEIR ({@code query-id corpus-id score})
 * or without one as in TREC ({@code query 0 document grade}).
 */
final class Qrels {
    private static final List<String> QUERY = List.of("query-id", "qid", "query_id", "queryid");
    private static final List<String> DOCUMENT = List.of("corpus-id", "docid", "doc_id", "corpus_id", "pid");
    private static final List<String> GRADE = List.of("score", "relevance", "label");

    private Qrels() {}

    interface Consumer {
        void judged(String queryId, String documentId, int grade);
    }

    static void read(Path file, Consumer consumer) {
        if (file.toString().endsWith(".jsonl")) {
            JsonRows.read(
                    file,
                    row -> consumer.judged(
                            row.id(row.requiredColumn(QUERY)),
                            row.id(row.requiredColumn(DOCUMENT)),
                            grade(row.place(), String.valueOf(row.value(row.requiredColumn(GRADE))))));
            return;
        }
        try (BufferedReader lines = TextFiles.open(file)) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                boolean header = number == 1 && !line.matches(".*\\s-?[\\d.]+\\s*");
                if (!header && !line.isBlank()) {
                    readLine(file.getFileName() + " line " + number, line, consumer);
                }
            }
        } catch (IOException e) {
            throw TextFiles.unreadable(file, e);
        }
    }

    private static void readLine(String place, String line, Consumer consumer) {
        String[] fields = line.split("\t", -1);
        if (fields.length != 3 && fields.length != 4) {
            throw new DatasetException(place + ": " + fields.length + " fields in " + Quote.of(line)
                    + "; expected query id, document id and grade with tabs between (TREC: query, 0, document, grade);"
                    + " correct the line");
        }
        consumer.judged(
                fields[0].strip(), fields[fields.length - 2].strip(), grade(place, fields[fields.length - 1].strip()));
    }

    private static int grade(String place, String grade) {
        try {
            return Integer.parseInt(grade);
        } catch (NumberFormatException e) {
            throw new DatasetException(
                    place + ": the grade is " + Quote.of(grade) + "; expected a whole number; correct the grade", e);
        }
    }
}
