package io.retune.synthesis.extract;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The most telling terms of a sentence in the sentence's order: what a person types who wants to find it again. */
final class KeywordQuery {
    private static final int TERMS = 6;

    private KeywordQuery() {}

    /**
     * The query; terms that overlap or touch stay joined, others are parted by a space.
     *
     * @param weights the weights of terms; others weigh nothing
     */
    static String of(String sentence, Map<String, Double> weights) {
        List<Term> terms = Term.of(sentence);
        Set<String> telling = telling(terms, weights);
        BitSet marked = new BitSet(sentence.length());
        Map<String, Boolean> seen = new HashMap<>();
        for (Term term : terms) {
            if (telling.contains(term.text()) && seen.put(term.text(), true) == null) {
                marked.set(term.start(), term.end());
            }
        }
        return words(sentence, marked);
    }

    private static Set<String> telling(List<Term> terms, Map<String, Double> weights) {
        Map<String, Double> distinct = new LinkedHashMap<>();
        terms.forEach(term -> distinct.put(term.text(), weights.getOrDefault(term.text(), 0.0)));
        // The sort is stable: of equal weights the earlier term stays.
        return distinct.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(TERMS)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static String words(String sentence, BitSet marked) {
        StringBuilder words = new StringBuilder();
        for (int start = marked.nextSetBit(0); start >= 0; ) {
            int end = marked.nextClearBit(start);
            words.append(words.isEmpty() ? "" : " ").append(sentence, start, end);
            start = marked.nextSetBit(end);
        }
        return words.toString();
    }
}
