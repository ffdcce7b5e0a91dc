package io.retune.training.objective;

import io.retune.dataset.RagDataset;
import io.retune.training.TrainingException;
import io.retune.training.search.PairScores;
import io.retune.training.search.QueryPassage;
import java.util.List;
import java.util.Map;

/** The scores that a data set brings with it, in {@code pair_scores}: those of a teacher that mined, or of annotators. */
public record StoredScores(RagDataset dataset) implements PairScores {
    /**
     * Looks the scores up.
     *
     * @throws TrainingException if a pair has none
     */
    @Override
    public float[] scores(List<QueryPassage> pairs) {
        float[] scores = new float[pairs.size()];
        for (int i = 0; i < scores.length; i++) {
            QueryPassage pair = pairs.get(i);
            Float score =
                    dataset.pairScores().getOrDefault(pair.queryId(), Map.of()).get(pair.passageId());
            if (score == null) {
                throw new TrainingException(dataset.name() + ": pair_scores has nothing for the query \""
                        + pair.queryId() + "\" and the passage \"" + pair.passageId()
                        + "\", expected a score; add it, or mine with a teacher");
            }
            scores[i] = score;
        }
        return scores;
    }

    @Override
    public String toString() {
        return "pair_scores " + dataset.pairScores().hashCode();
    }
}
