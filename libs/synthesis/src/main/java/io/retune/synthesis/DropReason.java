package io.retune.synthesis;

/** Why a question-answer pair does not get into the data set; the first reason that holds, in this order. */
public enum DropReason {
    /** No question, no answer, a blank one, or one that is not Unicode text. */
    INCOMPLETE("incomplete"),
    /** More pairs than were asked for. */
    SURPLUS("more than asked for"),
    /** The answer is too short. */
    TOO_SHORT("answer too short"),
    /** The question, white space, punctuation and capitals aside, is there already. */
    DUPLICATE("duplicate"),
    /** The question does not find its passage. */
    ROUND_TRIP("does not find its passage"),
    /** Nearly the same question is there already. */
    NEAR_DUPLICATE("near duplicate");

    private final String words;

    DropReason(String words) {
        this.words = words;
    }

    /** The reason in words. */
    public String words() {
        return words;
    }
}
