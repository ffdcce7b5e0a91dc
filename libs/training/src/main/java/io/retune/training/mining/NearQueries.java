package io.retune.training.mining;

import io.retune.dataset.RagDataset;
import io.retune.dataset.leakage.GramSet;
import io.retune.training.search.PassageSearch;
import io.retune.training.search.QueryPair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Removes passages that answer another query which is nearly the same, and copies of them under other ids, see {@link
 * UnmarkedAnswers}.
 */
final class NearQueries {
    private final RagDataset dataset;
    private final PassageSearch search;
    private final UnmarkedAnswers rule;
    private final Map<String, List<String>> queriesOfText = new HashMap<>();
    private final Map<String, GramSet> grams = new HashMap<>();

    NearQueries(RagDataset dataset, List<String> queryIds, PassageSearch search, UnmarkedAnswers rule) {
        this.dataset = dataset;
        this.search = search;
        this.rule = rule;
        for (String query : queryIds) {
            dataset.relevantDocs().get(query).forEach((passage, grade) -> {
                if (grade > 0) {
                    queriesOfText
                            .computeIfAbsent(dataset.corpus().get(passage), text -> new ArrayList<>(1))
                            .add(query);
                }
            });
        }
    }

    void remove(List<QueryCandidates> block, MiningTally tally) {
        if (rule.querySimilarity().isEmpty() && rule.queryNearness().isEmpty()) {
            return;
        }
        Set<QueryPair> near = near(block);
        for (QueryCandidates candidates : block) {
            candidates.remove(
                    candidate -> others(candidates.id(candidate)).stream()
                                    .anyMatch(other -> near.contains(new QueryPair(candidates.query(), other)))
                            ? Removal.ANSWERS_NEAR_QUERY
                            : null,
                    tally);
        }
    }

    private List<String> others(String passage) {
        return queriesOfText.getOrDefault(dataset.corpus().get(passage), List.of());
    }

    private Set<QueryPair> near(List<QueryCandidates> block) {
        Map<QueryPair, Boolean> pairs = new LinkedHashMap<>();
        for (QueryCandidates candidates : block) {
            for (int i = 0; i < candidates.size(); i++) {
                others(candidates.id(i))
                        .forEach(other ->
                                pairs.computeIfAbsent(new QueryPair(candidates.query(), other), this::isSimilar));
            }
        }
        Set<QueryPair> near = new HashSet<>();
        List<QueryPair> unlike = new ArrayList<>();
        pairs.forEach((pair, similar) -> (similar ? near : unlike).add(pair));
        if (rule.queryNearness().isPresent() && !unlike.isEmpty()) {
            float[] nearness = search.nearness(unlike);
            for (int i = 0; i < nearness.length; i++) {
                if (nearness[i] >= rule.queryNearness().getAsDouble()) {
                    near.add(unlike.get(i));
                }
            }
        }
        return near;
    }

    private boolean isSimilar(QueryPair pair) {
        return rule.querySimilarity().isPresent()
                && grams(pair.queryId())
                        .isSimilar(grams(pair.otherId()), rule.querySimilarity().getAsDouble());
    }

    private GramSet grams(String query) {
        return grams.computeIfAbsent(query, id -> GramSet.of(dataset.queries().get(id)));
    }
}
