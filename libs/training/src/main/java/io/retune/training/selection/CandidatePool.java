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
 */
public final class CandidatePool {
    /** Passages beyond the relevant ones. */
    private static final int SIZE = 1500;
    /** Share of {@link #SIZE} that the base model's best hits may take; random passages get the rest. */
    private static final double HARD_SHARE = 0.7;

    private CandidatePool() {}

    /**
     * Chooses the pool: all relevant passages; what the base model ranks first for any query, then second, and so on;
     * random ones.
     *
     * @param found the base model's best passages for each query
     * @return passage ids, in the corpus' order
     */
    public static List<String> choose(RagDataset dataset, List<String> queryIds, Run found, long seed) {
        Set<String> pool = new LinkedHashSet<>();
        queryIds.forEach(query -> pool.addAll(dataset.relevantDocs().get(query).keySet()));
        int hard = pool.size() + (int) (SIZE * HARD_SHARE);
        int all = pool.size() + SIZE;
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
