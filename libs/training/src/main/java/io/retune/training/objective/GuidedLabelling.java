package io.retune.training.objective;

import io.retune.training.data.TokenizedBatch;
import io.retune.training.data.TrainingSet;
import io.retune.training.loss.Column;
import io.retune.training.loss.GuidedLabels;
import java.util.Set;

/** A guide's vectors of the batch's texts. */
record GuidedLabelling(TextVectors guide) implements Labelling<GuidedLabels> {
    @Override
    public GuidedLabels labels(TokenizedBatch batch) {
        return new GuidedLabels(
                batch,
                batch.queryIds().stream().map(guide::query).toArray(float[][]::new),
                batch.candidateIds().stream().map(guide::passage).toArray(float[][]::new));
    }

    @Override
    public Set<Column> adds(TrainingSet set) {
        return Set.of(Column.GUIDE_VECTORS);
    }

    @Override
    public String describe() {
        return ", guide " + guide.identity();
    }
}
