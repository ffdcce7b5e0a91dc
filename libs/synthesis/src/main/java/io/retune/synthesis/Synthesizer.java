package io.retune.synthesis;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Makes questions for passages that have none: takes question-answer pairs from a source, then drops what is too short,
 * known, not found again or nearly known, and counts everything it drops. The same answers give the same result.
 */
public final class Synthesizer {
    private final PairSource source;
    private final Optional<RoundTrip> roundTrip;
    private final FilterOptions options;

    /**
     * @param source a language model or the passages themselves
     * @param roundTrip searches with the questions; without one the result says that nobody checked
     */
    public Synthesizer(PairSource source, Optional<RoundTrip> roundTrip, FilterOptions options) {
        this.source = source;
        this.roundTrip = roundTrip;
        this.options = options;
    }

    /**
     * Questions for the passages. A passage with the text of another one is taken with the first of them.
     *
     * @throws SynthesisException when the source cannot go on and waiting would not help
     * @throws CancellationException when the caller has lost interest
     */
    public SynthesisResult run(SynthesisInput input, SynthesisListener listener, Cancellation cancellation) {
        SynthesisInput distinct = input.withPassages(withoutCopies(input));
        Answers answers = source.answer(distinct, listener, cancellation);
        PairFilter filter = new PairFilter(options);
        List<SyntheticPair> complete = filter.complete(distinct, answers.byPassage());
        List<SyntheticPair> found = roundTrip
                .map(search -> filter.found(complete, search, cancellation))
                .orElse(complete);
        List<SyntheticPair> pairs = filter.distinct(found, input.questions());
        return new SynthesisResult(
                source.description(), roundTrip.isPresent(), pairs, counts(input, answers, filter, pairs.size()));
    }

    private static List<String> withoutCopies(SynthesisInput input) {
        Set<String> texts = new HashSet<>();
        List<String> distinct = new ArrayList<>();
        for (String passage : input.passages()) {
            if (texts.add(input.text(passage))) {
                distinct.add(passage);
            }
        }
        return distinct;
    }

    private static SynthesisCounts counts(SynthesisInput input, Answers answers, PairFilter filter, int kept) {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        CallCounts calls = CallCounts.NONE;
        int pairs = 0;
        for (PassageAnswer answer : answers.byPassage().values()) {
            outcomes.merge(answer.outcome(), 1, Integer::sum);
            calls = calls.plus(answer.calls());
            pairs += answer.pairs().size() + answer.incomplete() + answer.surplus();
        }
        int copies = input.passages().size() - answers.byPassage().size();
        return new SynthesisCounts(
                input.passages().size(), copies, answers.resumed(), outcomes, calls, pairs, filter.dropped(), kept);
    }
}
