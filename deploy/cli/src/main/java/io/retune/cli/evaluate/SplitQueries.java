package io.retune.cli.evaluate;

import io.retune.cli.InputException;
import io.retune.dataset.RagDataset;
import java.util.List;

/** The queries of a split that metrics can judge. */
public final class SplitQueries {
    private SplitQueries() {}

    /**
     * Query ids with at least one judged passage; queries in train may have scored pairs only.
     *
     * @throws InputException if there is none
     * @throws io.retune.dataset.DatasetException if there is no such split
     */
    public static List<String> of(RagDataset dataset, String split) {
        List<String> judged = dataset.split(split).stream()
                .filter(query -> dataset.relevantDocs().containsKey(query))
                .toList();
        if (judged.isEmpty()) {
            throw new InputException(dataset.name() + ": split \"" + split
                    + "\" has no query with a relevant document; expected at least one; choose another split");
        }
        return judged;
    }
}
