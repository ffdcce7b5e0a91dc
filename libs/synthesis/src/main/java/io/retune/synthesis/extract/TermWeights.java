package io.retune.synthesis.extract;

import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How telling a term is of a passage: {@code (1 + ln tf) ln((N + 1) / df)} over the N passages of a corpus. */
final class TermWeights {
    private final Object2IntOpenHashMap<String> documents = new Object2IntOpenHashMap<>();
    private final int passages;

    TermWeights(Collection<String> corpus) {
        passages = corpus.size();
        for (String passage : corpus) {
            Set<String> terms = new HashSet<>();
            Term.of(passage).forEach(term -> terms.add(term.text()));
            terms.forEach(term -> documents.addTo(term, 1));
        }
    }

    /**
     * The weight of each term of a passage.
     *
     * @param passage one of the corpus
     * @return without the halves of terms that a cut through a sentence makes: they tell nothing
     */
    Map<String, Double> of(String passage) {
        Map<String, Integer> counts =
                Term.of(passage).stream().collect(Collectors.groupingBy(Term::text, Collectors.summingInt(term -> 1)));
        return counts.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, count -> weight(count.getKey(), count.getValue())));
    }

    private double weight(String term, int count) {
        return (1 + Math.log(count)) * Math.log((passages + 1.0) / documents.getInt(term));
    }
}
