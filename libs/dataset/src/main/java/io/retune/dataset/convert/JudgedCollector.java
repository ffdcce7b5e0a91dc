package io.retune.dataset.convert;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A data set from formats with ids of their own: corpus file, query file, judgement files. */
final class JudgedCollector {
    private final DatasetBuilder builder;
    private final ConvertReport.Counter counter;
    private final Map<String, String> splitOf = new HashMap<>();

    JudgedCollector(String name, ConvertReport.Counter counter) {
        builder = RagDataset.builder(name);
        this.counter = counter;
    }

    /** A title stands in front of its text, with a space between, as the benchmarks' own code joins them. */
    void readCorpus(Path file) {
        JsonRows.read(file, row -> {
            counter.row();
            String id = row.id(row.requiredColumn(RowColumns.DOCUMENT_ID));
            String text = row.text(row.requiredColumn(RowColumns.TEXT));
            String titleColumn = row.column(List.of("title"));
            String title = titleColumn == null ? null : row.text(titleColumn);
            String passage = ((title == null ? "" : title) + " " + (text == null ? "" : text)).strip();
            if (passage.isEmpty()) {
                counter.skip("passage without text");
                return;
            }
            builder.passage(id, passage);
        });
    }

    void readQueries(Path file) {
        JsonRows.read(file, row -> {
            counter.row();
            String id = row.id(row.requiredColumn(RowColumns.QUERY_ID));
            String text = row.text(row.requiredColumn(RowColumns.TEXT));
            if (text == null || text.isBlank()) {
                counter.skip("query without text");
                return;
            }
            builder.query(id, text);
        });
    }

    /** Makes the file's queries a split; a query that an earlier split has stays there alone. */
    void readSplit(String split, List<Path> files) {
        Set<String> queries = new LinkedHashSet<>();
        Set<String> withoutRelevant = new HashSet<>();
        for (Path file : files) {
            Qrels.read(file, (query, document, grade) -> {
                counter.row();
                if (accept(split, query, document, grade)) {
                    builder.relevant(query, document, grade);
                    (grade > 0 ? queries : withoutRelevant).add(query);
                }
            });
        }
        withoutRelevant.removeAll(queries);
        withoutRelevant.forEach(query -> counter.skip("query of " + split + " without a relevant passage"));
        if (!queries.isEmpty()) {
            builder.split(split, List.copyOf(queries));
        }
    }

    private boolean accept(String split, String query, String document, int grade) {
        String reason = null;
        if (!builder.hasQuery(query)) {
            reason = "judgement of a query that is not in the queries";
        } else if (!builder.hasPassage(document)) {
            reason = "judgement of a passage that is not in the corpus";
        } else if (grade < 0) {
            reason = "judgement with a grade below 0";
        } else if (!splitOf.computeIfAbsent(query, q -> split).equals(split)) {
            reason = "judgement in " + split + " of a query that is in " + splitOf.get(query) + " too";
        } else if (builder.isJudged(query, document)) {
            reason = "judgement that was there already";
        }
        if (reason != null) {
            counter.skip(reason);
        }
        return reason == null;
    }

    RagDataset build() {
        return builder.build();
    }
}
