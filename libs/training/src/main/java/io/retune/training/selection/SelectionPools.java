package io.retune.training.selection;

import io.retune.dataset.RagDataset;
import io.retune.encoder.Dtype;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.metrics.Ranking;
import io.retune.metrics.Run;
import io.retune.training.evaluation.Evaluator;
import io.retune.training.search.PassageSearch;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Sets up a selection from what the unchanged model finds.
 *
 * @param base tokenizer and description of the model
 * @param dtype of the serving graph
 * @param seed of what is drawn
 * @param safePoint is called after every batch of texts that is measured; may throw
 */
public record SelectionPools(ModelFolder base, Dtype dtype, long seed, Runnable safePoint) {
    /** Ranks that metrics count. */
    private static final int DEPTH = 10;
    /** What of the base model's ranking pools are chosen from. */
    private static final int TOP_K = 100;
    /** A guard's queries for a look: enough to see it fall by two points. */
    private static final int GUARD_QUERIES = 200;

    /**
     * A selection on dev, without guards.
     *
     * @param search the base model on the data set's whole corpus
     */
    public Selection of(RagDataset dataset, List<String> dev, PassageSearch search) {
        Run found = search.run(dev, TOP_K);
        DevSelection judged = pool(dataset, dev, found, CandidatePool.FINAL);
        return new Selection(
                pool(dataset, dev, found, CandidatePool.LOOK),
                judged,
                Evaluator.judge(dataset, dev, within(found, dev, search, judged)),
                Map.of());
    }

    /**
     * A guard's queries, in a pool of the size of a look. Where that is the whole corpus, what the base model finds is
     * known already; in a smaller pool it may bring up what lies too deep in its ranking, and is measured.
     *
     * @param queryIds its selection half
     * @param search the base model on the guard's whole corpus
     * @param weights of the base model
     */
    public Selection onPool(RagDataset guard, List<String> queryIds, PassageSearch search, EncoderWeights weights) {
        Run found = search.run(queryIds, TOP_K);
        DevSelection pool = pool(guard, queryIds, found, CandidatePool.LOOK);
        boolean whole = pool.pool().size() == guard.corpus().size();
        return Selection.onPool(pool, whole ? Evaluator.judge(guard, queryIds, found) : pool.measure(weights));
    }

    /**
     * What of a guard is looked at on the way.
     *
     * @param queryIds its selection half, of which some are drawn
     * @param search the base model on the guard's whole corpus
     */
    public DevSelection guard(RagDataset guard, List<String> queryIds, PassageSearch search) {
        List<String> queries = new ArrayList<>(queryIds);
        Collections.shuffle(queries, new Random(seed));
        List<String> drawn = queries.subList(0, Math.min(queries.size(), GUARD_QUERIES));
        return pool(guard, drawn, search.run(drawn, TOP_K), CandidatePool.GUARD);
    }

    private DevSelection pool(RagDataset dataset, List<String> queries, Run found, int size) {
        return new DevSelection(
                base, dtype, dataset, queries, CandidatePool.choose(dataset, queries, found, size, seed), safePoint);
    }

    /**
     * What the base model would have found if there were no other passages than the pool's. In a pool that is a small part
     * of a corpus its best passages for a query may be far down: it is asked for more, until they are among what it found.
     */
    private static Run within(Run found, List<String> queries, PassageSearch search, DevSelection judged) {
        Set<String> pool = Set.copyOf(judged.pool());
        int corpus = judged.dataset().corpus().size();
        int depth = Math.min(DEPTH, pool.size());
        Run inPool = within(found, pool);
        for (int limit = TOP_K; limit < corpus && !reaches(inPool, depth); ) {
            limit = Math.min(4 * limit, corpus);
            inPool = within(search.run(queries, limit), pool);
        }
        return inPool;
    }

    private static boolean reaches(Run run, int depth) {
        return run.rankings().values().stream().allMatch(ranking -> ranking.size() >= depth);
    }

    private static Run within(Run found, Set<String> pool) {
        Map<String, Ranking> rankings = new LinkedHashMap<>();
        found.rankings().forEach((query, ranking) -> rankings.put(query, within(ranking, pool)));
        return new Run(rankings);
    }

    private static Ranking within(Ranking ranking, Set<String> pool) {
        List<String> ids = new ArrayList<>();
        FloatArrayList scores = new FloatArrayList();
        for (int rank = 0; rank < ranking.size(); rank++) {
            if (pool.contains(ranking.passageIds().get(rank))) {
                ids.add(ranking.passageIds().get(rank));
                scores.add(ranking.score(rank));
            }
        }
        return Ranking.of(ids, scores.toFloatArray());
    }
}
