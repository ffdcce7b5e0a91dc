package io.retune.training.merging;

import io.retune.dataset.RagDataset;
import io.retune.training.search.PassageSearch;

/**
 * A data set that must not suffer from a training.
 *
 * @param dataset has a {@code val} split, see {@link io.retune.dataset.split.GuardHalves}
 * @param search the base model on its whole corpus, which chooses the candidate pool
 */
public record GuardSearch(RagDataset dataset, PassageSearch search) {}
