package io.retune.training.data;

import it.unimi.dsi.fastutil.ints.IntArrayList;

/**
 * Which batches still have room. A full batch points to its successor, and paths are halved as they are walked, so that
 * the next batch with room is found in almost constant time (Tarjan 1975, "Efficiency of a good but not linear set union
 * algorithm").
 */
final class OpenBatches {
    private final int batchSize;
    private final IntArrayList sizes = new IntArrayList();
    private final IntArrayList successors = new IntArrayList();

    OpenBatches(int batchSize) {
        this.batchSize = batchSize;
    }

    /** Takes a place in the first batch with room from {@code first} on, and says in which. */
    int take(int first) {
        grow(first);
        int batch = first;
        while (successors.getInt(batch) != batch) {
            int next = successors.getInt(batch);
            grow(next);
            successors.set(batch, successors.getInt(next));
            batch = next;
        }
        int size = sizes.getInt(batch) + 1;
        sizes.set(batch, size);
        if (size == batchSize) {
            successors.set(batch, batch + 1);
        }
        return batch;
    }

    private void grow(int batch) {
        while (sizes.size() <= batch) {
            successors.add(sizes.size());
            sizes.add(0);
        }
    }

    /** Batches that have members, the last one's number plus 1. */
    int count() {
        return sizes.size();
    }
}
