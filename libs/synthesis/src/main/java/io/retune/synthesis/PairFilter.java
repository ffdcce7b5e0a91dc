package io.retune.synthesis;

import io.retune.dataset.leakage.FoldedText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sorts out pairs, one reason after the other, and counts what goes. Serves one run. */
final class PairFilter {
    private static final int BATCH = 64;

    private final FilterOptions options;
    private final Map<DropReason, Integer> dropped = new EnumMap<>(DropReason.class);

    PairFilter(FilterOptions options) {
        this.options = options;
    }

    /** Pairs dropped so far, by reason; only reasons that occurred. */
    Map<DropReason, Integer> dropped() {
        return dropped;
    }

    void drop(DropReason reason, int pairs) {
        if (pairs > 0) {
            dropped.merge(reason, pairs, Integer::sum);
        }
    }

    /** Pairs with a full answer and a question that is new, the first of equals. */
    List<SyntheticPair> complete(SynthesisInput input, Map<String, PassageAnswer> answers) {
        Set<String> known = new HashSet<>();
        input.questions().forEach(question -> known.add(FoldedText.of(question)));
        List<SyntheticPair> kept = new ArrayList<>();
        answers.forEach((passageId, answer) -> {
            drop(DropReason.INCOMPLETE, answer.incomplete());
            drop(DropReason.SURPLUS, answer.surplus());
            for (QuestionAnswer pair : answer.pairs()) {
                Optional<DropReason> reason = reason(pair, known);
                if (reason.isPresent()) {
                    drop(reason.get(), 1);
                } else {
                    kept.add(SyntheticPair.of(pair, passageId, input.text(passageId)));
                }
            }
        });
        return kept;
    }

    private Optional<DropReason> reason(QuestionAnswer pair, Set<String> known) {
        String answer = pair.answer();
        if (answer.codePointCount(0, answer.length()) < options.shortestAnswer()) {
            return Optional.of(DropReason.TOO_SHORT);
        }
        return known.add(FoldedText.of(pair.question())) ? Optional.empty() : Optional.of(DropReason.DUPLICATE);
    }

    /** Pairs whose question finds its passage. */
    List<SyntheticPair> found(List<SyntheticPair> pairs, RoundTrip roundTrip, Cancellation cancellation) {
        List<SyntheticPair> kept = new ArrayList<>();
        for (int start = 0; start < pairs.size(); start += BATCH) {
            cancellation.check();
            List<SyntheticPair> batch = pairs.subList(start, Math.min(start + BATCH, pairs.size()));
            int[] ranks = roundTrip.ranks(batch, options.roundTripRank());
            if (ranks.length != batch.size()) {
                throw new IllegalStateException(
                        "round trip: " + ranks.length + " ranks for " + batch.size() + " pairs; expected one each");
            }
            for (int i = 0; i < ranks.length; i++) {
                if (ranks[i] == RoundTrip.NOT_FOUND || ranks[i] > options.roundTripRank()) {
                    drop(DropReason.ROUND_TRIP, 1);
                } else {
                    kept.add(batch.get(i));
                }
            }
        }
        return kept;
    }

    /** Pairs whose question is not nearly one there is already, nor nearly one before it. */
    List<SyntheticPair> distinct(List<SyntheticPair> pairs, List<String> questions) {
        List<String> folded = new ArrayList<>();
        questions.forEach(question -> folded.add(FoldedText.of(question)));
        pairs.forEach(pair -> folded.add(FoldedText.of(pair.question())));
        NearDuplicates near = new NearDuplicates(folded, options.nearDuplicateSimilarity());
        for (int i = 0; i < questions.size(); i++) {
            near.take(i);
        }
        List<SyntheticPair> kept = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            if (near.takeIfNew(questions.size() + i)) {
                kept.add(pairs.get(i));
            }
        }
        drop(DropReason.NEAR_DUPLICATE, pairs.size() - kept.size());
        return kept;
    }
}
