package io.retune.training.mining;

import io.retune.dataset.RagDataset;
import io.retune.dataset.leakage.GramSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Removes passages whose text is nearly that of a relevant one, see {@link UnmarkedAnswers}. A block's texts are cut
 * into grams on all cores, each once, and forgotten with the block.
 *
 * @param dataset holds the texts
 * @param threshold absent: nothing is removed
 */
record NearTexts(RagDataset dataset, OptionalDouble threshold) {
    void remove(List<QueryCandidates> block, MiningTally tally) {
        if (threshold.isEmpty()) {
            return;
        }
        Map<String, GramSet> grams = grams(block);
        for (QueryCandidates candidates : block) {
            List<GramSet> relevant =
                    candidates.relevant().stream().map(grams::get).toList();
            candidates.remove(
                    candidate -> isNearOne(grams.get(candidates.id(candidate)), relevant)
                            ? Removal.NEAR_TEXT_OF_RELEVANT
                            : null,
                    tally);
        }
    }

    private boolean isNearOne(GramSet candidate, List<GramSet> relevant) {
        for (GramSet positive : relevant) {
            if (positive.isSimilar(candidate, threshold.getAsDouble())) {
                return true;
            }
        }
        return false;
    }

    private Map<String, GramSet> grams(List<QueryCandidates> block) {
        Set<String> ids = new HashSet<>();
        for (QueryCandidates candidates : block) {
            ids.addAll(candidates.relevant());
            for (int i = 0; i < candidates.size(); i++) {
                ids.add(candidates.id(i));
            }
        }
        return ids.parallelStream()
                .collect(Collectors.toMap(
                        id -> id, id -> GramSet.of(dataset.corpus().get(id)), (one, other) -> one, HashMap::new));
    }
}
