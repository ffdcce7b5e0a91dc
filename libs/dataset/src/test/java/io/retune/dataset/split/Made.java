package io.retune.dataset.split;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Data sets of any shape: query {@code i} has one relevant passage, number {@code passageOf(i)}. */
final class Made {
    private Made() {}

    static DatasetBuilder judged(int queries, IntUnaryOperator passageOf) {
        DatasetBuilder builder = RagDataset.builder("made");
        for (int i = 0; i < queries; i++) {
            String document = "doc-" + passageOf.applyAsInt(i);
            builder.query("q-" + i, "query " + i);
            if (!builder.hasPassage(document)) {
                builder.passage(document, "passage of " + document);
            }
            builder.relevant("q-" + i, document);
        }
        return builder;
    }

    static List<String> ids(int from, int to) {
        return new ArrayList<>(IntStream.range(from, to).mapToObj(i -> "q-" + i).toList());
    }

    static List<String> passages(RagDataset dataset, List<String> queries) {
        return queries.stream()
                .flatMap(query -> dataset.relevantDocs().get(query).keySet().stream())
                .distinct()
                .toList();
    }
}
