package io.retune.dataset.convert;

import io.retune.dataset.RagDataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * infgrad/retrieval_data_llm, divided exactly as the published study divides it: ids at first sight in the order of
 * the file, the positive before the negative; a row whose query came before is skipped whole; one query in a hundred,
 * drawn as {@code random.seed(42); random.sample(range(n), int(n * 0.01))} draws them, is {@code val}. The full data
 * give 369,307 passages, 182,979 train and 1,848 val queries. Share and seed of the options do not apply.
 */
final class InfgradConverter implements Converter {
    private static final int SEED = 42;
    private static final double VAL_SHARE = 0.01;
    private static final List<String> QUERY = List.of("query");
    private static final List<String> POSITIVE = List.of("positive document");
    private static final List<String> NEGATIVE = List.of("hard negative document");

    @Override
    public Conversion convert(Path input, ConvertOptions options) {
        ConvertReport.Counter counter = new ConvertReport.Counter();
        TextCollector texts = new TextCollector(options.nameOf(input), counter);
        Rows.read(input, row -> {
            counter.row();
            String query = row.text(row.requiredColumn(QUERY));
            String positive = row.text(row.requiredColumn(POSITIVE));
            String negative = row.text(row.requiredColumn(NEGATIVE));
            if (!texts.isUsable(query, "query") || !texts.isUsable(positive, "positive document")) {
                return;
            }
            if (texts.hasQuery(query)) {
                counter.skip("row whose query came before");
                return;
            }
            String queryId = texts.query(query);
            texts.relevant(queryId, texts.passage(positive));
            if (texts.isUsable(negative, "hard negative document")) {
                texts.negative(queryId, texts.passage(negative));
            }
        });
        RagDataset dataset = texts.build();
        Map<String, List<String>> splits =
                splits(new ArrayList<>(dataset.queries().keySet()));
        counter.note("val is the published draw: " + splits.get(RagDataset.VAL).size() + " of "
                + dataset.queries().size() + " queries, seed " + SEED);
        return new Conversion(dataset.withSplits(splits), counter.report());
    }

    private static Map<String, List<String>> splits(List<String> queries) {
        boolean[] drawn = new boolean[queries.size()];
        for (int index : new PythonRandom(SEED).sample(drawn.length, (int) (drawn.length * VAL_SHARE))) {
            drawn[index] = true;
        }
        List<String> train = new ArrayList<>();
        List<String> val = new ArrayList<>();
        for (int i = 0; i < drawn.length; i++) {
            (drawn[i] ? val : train).add(queries.get(i));
        }
        Map<String, List<String>> splits = new LinkedHashMap<>();
        splits.put(RagDataset.TRAIN, train);
        splits.put(RagDataset.VAL, val);
        return splits;
    }
}
