package io.retune.dataset.convert;

import io.retune.dataset.split.TrainVal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rows of a query, a passage that answers it, and hard negatives: one column with a text or a list of texts, or
 * columns {@code negative_1}, {@code negative_2}, ...
 */
final class TripletsConverter implements Converter {

    @Override
    public Conversion convert(Path input, ConvertOptions options) {
        ConvertReport.Counter counter = new ConvertReport.Counter();
        TextCollector texts = new TextCollector(options.nameOf(input), counter);
        Rows.read(input, row -> {
            counter.row();
            String query = row.text(row.requiredColumn(RowColumns.QUERY));
            String passage = row.text(row.requiredColumn(RowColumns.PASSAGE));
            List<String> negatives = negatives(row);
            if (!texts.isUsable(query, "query") || !texts.isUsable(passage, "passage")) {
                return;
            }
            String queryId = texts.query(query);
            texts.relevant(queryId, texts.passage(passage));
            for (String negative : negatives) {
                if (texts.isUsable(negative, "hard negative")) {
                    texts.negative(queryId, texts.passage(negative));
                }
            }
        });
        TrainVal splits = TrainVal.draw(texts.build(), options.valShare(), options.seed());
        counter.note(splits.reason());
        return new Conversion(splits.dataset(), counter.report());
    }

    private static List<String> negatives(Row row) {
        row.requiredColumn(RowColumns.NEGATIVE);
        List<String> negatives = new ArrayList<>();
        for (String column : row.columns()) {
            if (column.toLowerCase(Locale.ROOT).matches("negative(_\\d+)?")) {
                negatives.addAll(row.texts(column));
            }
        }
        return negatives;
    }
}
