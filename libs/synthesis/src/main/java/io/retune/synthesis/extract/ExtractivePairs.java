package io.retune.synthesis.extract;

import io.retune.synthesis.Answers;
import io.retune.synthesis.CallCounts;
import io.retune.synthesis.Cancellation;
import io.retune.synthesis.Outcome;
import io.retune.synthesis.PairSource;
import io.retune.synthesis.PassageAnswer;
import io.retune.synthesis.QuestionAnswer;
import io.retune.synthesis.SynthesisInput;
import io.retune.synthesis.SynthesisListener;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Pairs without a language model: the most telling sentences of a passage as answers (mean tf-idf of their terms over
 * the corpus), the most telling terms of each as its query, or its most telling clause where a script has no spaces. A weak stand-in, related to the inverse cloze task (Lee,
 * Chang, Toutanova, "Latent retrieval for weakly supervised open domain question answering", ACL 2019): its queries are
 * words of the passage, so they teach which words matter, not how people put it in others. Deterministic.
 */
public final class ExtractivePairs implements PairSource {
    private static final int FEWEST_TERMS = 3;

    private final int pairsPerPassage;

    /** @param pairsPerPassage at most so many sentences of a passage serve */
    public ExtractivePairs(int pairsPerPassage) {
        if (pairsPerPassage < 1) {
            throw new IllegalArgumentException("pairs per passage: " + pairsPerPassage + "; expected at least 1");
        }
        this.pairsPerPassage = pairsPerPassage;
    }

    @Override
    public String description() {
        return "extractive: no language model was asked; queries are words and clauses of the passage itself";
    }

    @Override
    public Answers answer(SynthesisInput input, SynthesisListener listener, Cancellation cancellation) {
        TermWeights weights = new TermWeights(input.corpus().values());
        Map<String, PassageAnswer> answers = new LinkedHashMap<>();
        for (String passage : input.passages()) {
            cancellation.check();
            List<QuestionAnswer> pairs = pairs(input.text(passage), weights);
            answers.put(passage, new PassageAnswer(Outcome.EXTRACTED, pairs, 0, 0, CallCounts.NONE));
            listener.finished(answers.size(), input.passages().size());
        }
        return new Answers(answers, 0);
    }

    private List<QuestionAnswer> pairs(String passage, TermWeights corpus) {
        Map<String, Double> weights = corpus.of(passage);
        Map<String, Double> scores = new LinkedHashMap<>();
        for (String sentence : Sentences.of(passage)) {
            Set<String> terms =
                    Term.of(sentence).stream().map(Term::text).collect(Collectors.toCollection(HashSet::new));
            if (terms.size() >= FEWEST_TERMS) {
                double mean = terms.stream()
                        .mapToDouble(term -> weights.getOrDefault(term, 0.0))
                        .average()
                        .orElseThrow();
                scores.putIfAbsent(sentence, mean);
            }
        }
        // The sort is stable: of equally telling sentences the earlier one goes first.
        return scores.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(pairsPerPassage)
                .map(scored -> new QuestionAnswer(query(scored.getKey(), weights), scored.getKey()))
                .toList();
    }

    private static String query(String sentence, Map<String, Double> weights) {
        if (Term.areUnspaced(Term.of(sentence))) {
            return ClauseQuery.of(sentence, weights).orElse(sentence);
        }
        return KeywordQuery.of(sentence, weights);
    }
}
