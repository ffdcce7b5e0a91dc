package io.retune.dataset.convert;

import io.retune.dataset.split.TrainVal;
import java.nio.file.Path;

/** Rows of a query and a passage that answers it. */
final class PairsConverter implements Converter {

    @Override
    public Conversion convert(Path input, ConvertOptions options) {
        ConvertReport.Counter counter = new ConvertReport.Counter();
        TextCollector texts = new TextCollector(options.nameOf(input), counter);
        Rows.read(input, row -> {
            counter.row();
            String query = row.text(row.requiredColumn(RowColumns.QUERY));
            String passage = row.text(row.requiredColumn(RowColumns.PASSAGE));
            if (texts.isUsable(query, "query") && texts.isUsable(passage, "passage")) {
                texts.relevant(texts.query(query), texts.passage(passage));
            }
        });
        TrainVal splits = TrainVal.draw(texts.build(), options.valShare(), options.seed());
        counter.note(splits.reason());
        return new Conversion(splits.dataset(), counter.report());
    }
}
