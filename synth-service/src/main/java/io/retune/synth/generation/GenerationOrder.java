package io.retune.synth.generation;

import io.retune.dataset.RagDataset;
import io.retune.synthesis.FilterOptions;
import io.retune.synthesis.RoundTrip;
import java.util.Optional;

/**
 * What to generate.
 *
 * @param dataset whose passages want questions
 * @param passages for how many of those that no train query has, at the most
 * @param pairsPerPassage how many pairs each is asked for
 * @param seed of the choice of passages
 * @param roundTrip searches with the questions; absent: nobody checks that they find their passages
 * @param filter what a pair must be like
 */
public record GenerationOrder(
        RagDataset dataset,
        int passages,
        int pairsPerPassage,
        long seed,
        Optional<RoundTrip> roundTrip,
        FilterOptions filter) {}
