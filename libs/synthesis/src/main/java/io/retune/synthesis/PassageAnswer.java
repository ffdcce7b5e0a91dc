package io.retune.synthesis;

import java.util.List;

/**
 * What a source gave for one passage, before the filters.
 *
 * @param outcome how it ended
 * @param pairs question-answer pairs in the source's order; none unless answered or extracted
 * @param incomplete pairs that lacked a part
 * @param surplus pairs over the number asked for, left out of {@code pairs}
 * @param calls what it took
 */
public record PassageAnswer(
        Outcome outcome, List<QuestionAnswer> pairs, int incomplete, int surplus, CallCounts calls) {
    public PassageAnswer {
        pairs = List.copyOf(pairs);
        boolean given = outcome == Outcome.ANSWERED || outcome == Outcome.EXTRACTED;
        if (!given && (!pairs.isEmpty() || incomplete + surplus > 0)) {
            throw new IllegalArgumentException("answer: " + outcome + " with " + pairs.size() + " pairs, " + incomplete
                    + " incomplete, " + surplus + " surplus; expected none");
        }
        if (outcome == Outcome.ANSWERED && calls.requests() == 0) {
            throw new IllegalArgumentException("answer: " + outcome + " without a request; expected one or more");
        }
    }

    /** An answer without pairs: unreadable or refused. */
    public static PassageAnswer without(Outcome outcome, CallCounts calls) {
        return new PassageAnswer(outcome, List.of(), 0, 0, calls);
    }
}
