package io.retune.synthesis.extract;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The most telling clause of a sentence, for scripts without spaces: their rarest pairs of characters are often the end
 * of one word and the start of the next, and make no query by themselves.
 */
final class ClauseQuery {
    private static final int FEWEST_TERMS = 3;
    private static final int MOST_TERMS = 24;
    private static final Pattern BETWEEN_CLAUSES = Pattern.compile("[，、,：:；;。！？!?…（）()]+");

    private ClauseQuery() {}

    /**
     * The query; empty if every clause is too short or too long for one.
     *
     * @param weights the weights of terms; others weigh nothing
     */
    static Optional<String> of(String sentence, Map<String, Double> weights) {
        String best = null;
        double highest = -1;
        for (String clause :
                BETWEEN_CLAUSES.splitAsStream(sentence).map(String::strip).toList()) {
            List<Term> terms = Term.of(clause);
            double weight = terms.stream()
                    .mapToDouble(term -> weights.getOrDefault(term.text(), 0.0))
                    .average()
                    .orElse(0);
            if (terms.size() >= FEWEST_TERMS && terms.size() <= MOST_TERMS && weight > highest) {
                best = clause;
                highest = weight;
            }
        }
        return Optional.ofNullable(best);
    }
}
