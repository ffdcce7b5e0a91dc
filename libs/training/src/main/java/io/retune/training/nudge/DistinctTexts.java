package io.retune.training.nudge;

import it.unimi.dsi.fastutil.ints.Int2IntLinkedOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2IntMap;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A corpus by distinct text. Documents of the same text are one passage here: they have one vector, and a delta is found
 * by its text.
 */
final class DistinctTexts {
    private final List<String> texts = new ArrayList<>();
    private final Object2IntOpenHashMap<String> rowsByDocument = new Object2IntOpenHashMap<>();

    DistinctTexts(Map<String, String> corpus) {
        Object2IntOpenHashMap<String> rowsByText = new Object2IntOpenHashMap<>();
        rowsByText.defaultReturnValue(-1);
        corpus.forEach((document, text) -> {
            int row = rowsByText.putIfAbsent(text, texts.size());
            if (row < 0) {
                row = texts.size();
                texts.add(text);
            }
            rowsByDocument.put(document, row);
        });
    }

    /** One text per row. */
    List<String> texts() {
        return texts;
    }

    /** The row of each document's text. */
    Map<String, Integer> rowsByDocument() {
        return rowsByDocument;
    }

    /** A query's relevant rows with their best grades; those of grade 0 are left out. */
    Int2IntMap relevant(Map<String, Integer> grades) {
        Int2IntMap rows = new Int2IntLinkedOpenHashMap();
        grades.forEach((document, grade) -> {
            if (grade > 0) {
                rows.mergeInt(rowsByDocument.getInt(document), grade, Math::max);
            }
        });
        return rows;
    }
}
