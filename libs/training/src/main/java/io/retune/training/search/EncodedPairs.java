package io.retune.training.search;

import io.retune.dataset.RagDataset;
import io.retune.training.evaluation.VectorSource;
import java.util.List;

/**
 * Scores of a model that searches nothing, such as a teacher: of the corpus only what is asked about is encoded, anew
 * with each request, so memory is that of one request. Texts that come again cost little where the source keeps
 * vectors.
 *
 * @param vectors encodes
 * @param dataset holds the texts
 */
public record EncodedPairs(VectorSource vectors, RagDataset dataset) implements PairScores {
    @Override
    public float[] scores(List<QueryPassage> pairs) {
        if (pairs.isEmpty()) {
            return new float[0];
        }
        List<String> passages =
                pairs.stream().map(QueryPassage::passageId).distinct().toList();
        return new EncodedSearch(vectors, dataset, passages).scores(pairs);
    }
}
