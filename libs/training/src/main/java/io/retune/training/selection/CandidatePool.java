package io.retune.training.selection;

import io.retune.dataset.RagDataset;
import io.retune.metrics.Run;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The passages that dev queries are searched in during a training: encoding the whole corpus at each look would take
 * longer than the training. The pool is fixed at the start, so that its figures may be compared with each other; they
 * are higher than those of the whole corpus.
 *
 * <p>It holds the relevant passages, the base model's first 100 of each query, and random ones, as far as its size goes:
 * 100 for each of 500 queries would be most of a corpus. Ranks are taken up one after another for all queries alike, so
 * that what a small pool lacks is the lower ranks of every query.
 */
public final class CandidatePool {
    /** Passages beyond the relevant ones for a look at dev: some 20 seconds of encoding on two cores. */
    public static final int LOOK = 1500;
    /** For a guard's look, of which there may be several. */
    public static final int GUARD = 500;
    /** For finalists: a corpus of this size is taken whole, a larger one costs no more than this. */
    public static final int FINAL = 20_000;
    /** Share that the base model's best hits may take; random passages get the rest. */
    private static final double HARD_SHARE = 0.7;

    private CandidatePool() {}

    /**
     * Chooses the pool: all relevant passages; what the base model ranks first for any query, then second, and so on;
     * random ones.
     *
     * @param found the base model's best passages for each query
     * @param size passages beyond the relevant ones
     * @return passage ids, in the corpus' order
     */
    public static List<String> choose(RagDataset dataset, List<String> queryIds, Run found, int size, long seed) {
        Set<String> pool = new LinkedHashSet<>();
        queryIds.forEach(query -> pool.addAll(dataset.relevantDocs().get(query).keySet()));
        int hard = pool.size() + (int) (size * HARD_SHARE);
        int all = pool.size() + size;
        int ranks = queryIds.stream()
                .mapToInt(query -> found.ranking(query).size())
                .max()
                .orElse(0);
        for (int rank = 0; rank < ranks && pool.size() < hard; rank++) {
            for (String query : queryIds) {
                if (rank < found.ranking(query).size() && pool.size() < hard) {
                    pool.add(found.ranking(query).passageIds().get(rank));
                }
            }
        }
        addRandom(pool, new ArrayList<>(dataset.corpus().keySet()), all, seed);
        return dataset.corpus().keySet().stream().filter(pool::contains).toList();
    }

    private static void addRandom(Set<String> pool, List<String> corpus, int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int last = corpus.size() - 1; last >= 0 && pool.size() < size; last--) {
            int chosen = random.nextInt(last + 1);
            pool.add(corpus.get(chosen));
            corpus.set(chosen, corpus.get(last));
        }
    }
}
