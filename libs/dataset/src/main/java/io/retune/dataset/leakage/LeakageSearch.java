package io.retune.dataset.leakage;

import io.retune.dataset.RagDataset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The search behind a {@link LeakageReport}. */
final class LeakageSearch {
    private final RagDataset dataset;
    private final double threshold;
    private final Map<String, String> folded = new HashMap<>();
    private final Map<String, int[]> grams = new HashMap<>();
    private final List<Leak> same = new ArrayList<>();
    private final List<Leak> near = new ArrayList<>();
    private final List<SharedPassages> shared = new ArrayList<>();

    LeakageSearch(RagDataset dataset, double threshold) {
        this.dataset = dataset;
        this.threshold = threshold;
    }

    /** @param splits from the one that learns to the one that decides last */
    LeakageReport report(List<String> splits) {
        prepare(splits);
        for (int learning = 0; learning < splits.size(); learning++) {
            for (int deciding = learning + 1; deciding < splits.size(); deciding++) {
                compareQueries(splits.get(learning), splits.get(deciding));
                comparePassages(splits.get(learning), splits.get(deciding));
            }
        }
        return new LeakageReport(dataset.name(), same, near, shared);
    }

    private void prepare(List<String> splits) {
        List<String> ids = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (String split : splits) {
            for (String id : dataset.split(split)) {
                ids.add(id);
                texts.add(FoldedText.of(dataset.queries().get(id)));
                folded.put(id, texts.get(texts.size() - 1));
            }
        }
        int[][] sets = GramSets.of(texts);
        for (int i = 0; i < sets.length; i++) {
            grams.put(ids.get(i), sets[i]);
        }
    }

    private void compareQueries(String learning, String deciding) {
        List<String> judges = dataset.split(deciding);
        Map<String, String> byText = new HashMap<>();
        judges.forEach(id -> byText.putIfAbsent(folded.get(id), id));
        SimilarSets sets = new SimilarSets(judges.stream().map(grams::get).toArray(int[][]::new), threshold);
        for (String query : dataset.split(learning)) {
            String twin = byText.get(folded.get(query));
            if (twin != null) {
                same.add(new Leak(learning, query, deciding, twin, 1));
                continue;
            }
            int best = sets.mostSimilar(grams.get(query));
            if (best >= 0) {
                String judge = judges.get(best);
                double similarity = SimilarSets.jaccard(grams.get(query), grams.get(judge));
                near.add(new Leak(learning, query, deciding, judge, similarity));
            }
        }
    }

    private void comparePassages(String learning, String deciding) {
        Set<String> known = new HashSet<>();
        dataset.split(learning).forEach(query -> known.addAll(relevant(query)));
        Set<String> both = new HashSet<>();
        int queries = 0;
        for (String query : dataset.split(deciding)) {
            List<String> again =
                    relevant(query).stream().filter(known::contains).toList();
            both.addAll(again);
            queries += again.isEmpty() ? 0 : 1;
        }
        if (!both.isEmpty()) {
            shared.add(new SharedPassages(learning, deciding, both.size(), queries));
        }
    }

    private List<String> relevant(String query) {
        return dataset.relevantDocs().getOrDefault(query, Map.of()).entrySet().stream()
                .filter(judged -> judged.getValue() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }
}
