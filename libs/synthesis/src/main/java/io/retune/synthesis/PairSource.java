package io.retune.synthesis;

import java.util.concurrent.CancellationException;

/** Where question-answer pairs come from. */
public interface PairSource {
    /** What makes the pairs, for results and people; starts with "extractive" where no language model is asked. */
    String description();

    /**
     * An answer for each of the passages.
     *
     * @param input every passage in {@link SynthesisInput#passages()} has a text of its own
     * @throws SynthesisException when it cannot go on and waiting would not help
     * @throws CancellationException when the caller has lost interest
     */
    Answers answer(SynthesisInput input, SynthesisListener listener, Cancellation cancellation);
}
