package io.retune.dataset.convert;

import io.retune.dataset.RagDataset;
import io.retune.dataset.split.TrainVal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows of a query, a passage and their similarity. All scores are kept, on the input's own scale; a passage is
 * relevant from {@link ConvertOptions#relevantFrom()} on.
 */
final class ScoredPairsConverter implements Converter {

    @Override
    public Conversion convert(Path input, ConvertOptions options) {
        ConvertReport.Counter counter = new ConvertReport.Counter();
        TextCollector texts = new TextCollector(options.nameOf(input), counter);
        Map<String, Map<String, Float>> scores = new LinkedHashMap<>();
        Rows.read(input, row -> {
            counter.row();
            String query = row.text(row.requiredColumn(RowColumns.QUERY));
            String passage = row.text(row.requiredColumn(RowColumns.PASSAGE));
            float score = (float) row.number(row.requiredColumn(RowColumns.SCORE));
            if (!texts.isUsable(query, "query") || !texts.isUsable(passage, "passage")) {
                return;
            }
            if (!Float.isFinite(score)) {
                counter.skip("row without a score");
                return;
            }
            Float before = scores.computeIfAbsent(texts.query(query), q -> new LinkedHashMap<>(2))
                    .putIfAbsent(texts.passage(passage), score);
            if (before != null) {
                counter.skip("pair that was there already");
            }
        });
        double relevantFrom = options.relevantFrom().orElseGet(() -> largest(scores) / 2);
        scores.forEach((query, ofQuery) -> ofQuery.forEach((document, score) -> {
            texts.builder().pairScore(query, document, score);
            if (score >= relevantFrom) {
                texts.relevant(query, document);
            }
        }));
        counter.note("a passage is relevant from score " + relevantFrom + " on");
        RagDataset dataset = texts.build();
        TrainVal splits = TrainVal.draw(dataset, options.valShare(), options.seed());
        counter.note(splits.reason());
        return new Conversion(splits.dataset(), counter.report());
    }

    private static double largest(Map<String, Map<String, Float>> scores) {
        return scores.values().stream()
                .flatMap(ofQuery -> ofQuery.values().stream())
                .mapToDouble(Float::doubleValue)
                .max()
                .orElse(0);
    }
}
