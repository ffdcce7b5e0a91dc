package io.retune.synth.generation;

import io.retune.dataset.RagDataset;
import io.retune.synthesis.SynthesisInput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Passages that no train query has. */
final class OpenPassages {
    private OpenPassages() {}

    /** A seeded choice of them, in the order of the corpus, and every question there is. */
    static SynthesisInput choose(RagDataset dataset, int wanted, long seed) {
        Set<String> taken = new HashSet<>();
        for (String query : dataset.queriesSplit().getOrDefault(RagDataset.TRAIN, List.of())) {
            Map<String, Integer> grades = dataset.relevantDocs().getOrDefault(query, Map.of());
            grades.forEach((document, grade) -> {
                if (grade > 0) {
                    taken.add(document);
                }
            });
        }
        List<String> open = new ArrayList<>(dataset.corpus().keySet());
        open.removeIf(taken::contains);
        List<String> shuffled = new ArrayList<>(open);
        Collections.shuffle(shuffled, new Random(seed));
        Set<String> chosen = new HashSet<>(shuffled.subList(0, Math.min(wanted, shuffled.size())));
        open.retainAll(chosen);
        return new SynthesisInput(
                dataset.corpus(), open, List.copyOf(dataset.queries().values()));
    }
}
