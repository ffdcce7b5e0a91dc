package io.retune.cli.synthesize;

import io.retune.cli.LoadedModel;
import io.retune.encoder.Role;
import io.retune.encoder.VectorMatrix;
import io.retune.synthesis.RoundTrip;
import io.retune.synthesis.SyntheticPair;
import io.retune.training.evaluation.VectorSource;
import io.retune.training.search.ExactSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Searches with new questions in the whole corpus, with one embedding model. The corpus is encoded at the first question. */
final class EncodedRoundTrip implements RoundTrip {
    private final LoadedModel model;
    private final List<String> ids;
    private final List<String> texts;
    private ExactSearch search;

    EncodedRoundTrip(LoadedModel model, Map<String, String> corpus) {
        this.model = model;
        this.ids = List.copyOf(corpus.keySet());
        this.texts = new ArrayList<>(corpus.values());
    }

    @Override
    public int[] ranks(List<SyntheticPair> pairs, int limit) {
        if (search == null) {
            search = new ExactSearch(model.vectors().encode(Role.PASSAGE, texts), ids);
        }
        VectorMatrix questions = VectorSource.fresh(model.encoder())
                .encode(Role.QUERY, pairs.stream().map(SyntheticPair::question).toList());
        int[] ranks = new int[pairs.size()];
        search.search(questions, limit, (query, rows, scores, count) -> {
            String own = pairs.get(query).passageId();
            for (int i = 0; i < count && ranks[query] == NOT_FOUND; i++) {
                ranks[query] = ids.get(rows[i]).equals(own) ? i + 1 : NOT_FOUND;
            }
        });
        return ranks;
    }
}
