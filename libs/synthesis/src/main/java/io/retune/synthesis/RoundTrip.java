package io.retune.synthesis;

import java.util.List;

/**
 * Searches with new questions for the passages they were made from: a question that does not find its own passage is
 * about something else, or too vague to train with (Alberti et al., "Synthetic QA corpora generation with roundtrip
 * consistency", ACL 2019; by retrieval: Dai et al., "Promptagator", ICLR 2023).
 */
@FunctionalInterface
public interface RoundTrip {
    /** The rank of a passage that was not found. */
    int NOT_FOUND = 0;

    /**
     * The rank of each question's own passage.
     *
     * @param pairs a batch of questions
     * @param limit how far down to look
     * @return one rank per pair, in their order: from 1 (found first) to {@code limit}, or {@link #NOT_FOUND}
     */
    int[] ranks(List<SyntheticPair> pairs, int limit);
}
