package io.retune.training.objective;

import io.retune.dataset.RagDataset;
import io.retune.training.data.TokenizedBatch;
import io.retune.training.data.TrainingSet;
import io.retune.training.loss.Column;
import io.retune.training.loss.ScoredPairs;
import io.retune.training.search.QueryPassage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A data set's scores of the batch's pairs. */
record ScoreLabelling(RagDataset dataset) implements Labelling<ScoredPairs> {
    @Override
    public ScoredPairs labels(TokenizedBatch batch) {
        int rows = batch.queryIds().size();
        int[] partners = new int[rows];
        List<QueryPassage> pairs = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            partners[row] = batch.positiveOf(row);
            pairs.add(new QueryPassage(
                    batch.queryIds().get(row), batch.candidateIds().get(partners[row])));
        }
        return new ScoredPairs(partners, new StoredScores(dataset).scores(pairs));
    }

    /** The scores of one query's passages are to be compared too. */
    @Override
    public boolean needsDistinctTexts() {
        return false;
    }

    @Override
    public Set<Column> adds(TrainingSet set) {
        return set.dataset().pairScores().isEmpty() ? Set.of() : Set.of(Column.SCORE);
    }

    @Override
    public String describe() {
        return ", pair_scores " + dataset.pairScores().hashCode();
    }
}
