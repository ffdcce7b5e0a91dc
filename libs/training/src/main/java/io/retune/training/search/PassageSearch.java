package io.retune.training.search;

import io.retune.metrics.Ranking;
import io.retune.metrics.Run;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Exact search of one model for queries of one data set in passages of its corpus, by ids. What mining and selection
 * know about vectors: they may be in memory ({@link EncodedSearch}) or in a vector database.
 *
 * <p>Scores are dot products in 32-bit floats. Queries are worked through in batches, in the order given, and an
 * exception of a sink stops the search. A sink may ask for scores.
 */
public interface PassageSearch extends PairScores {
    /** Receives one query's passages. */
    interface RankingSink {
        /** Takes the passages found for a query, best first. */
        void accept(String queryId, Ranking found);
    }

    /**
     * Finds passages for queries.
     *
     * @param queryIds each once
     * @param limit most passages per query
     * @param sink is called once per query, in the order of {@code queryIds}
     */
    void nearest(List<String> queryIds, int limit, RankingSink sink);

    /**
     * How near queries are to each other: dot products of their query vectors.
     *
     * @return one per pair, in order
     */
    float[] nearness(List<QueryPair> pairs);

    /** What {@link #nearest} finds, in one piece. */
    default Run run(List<String> queryIds, int limit) {
        Map<String, Ranking> rankings = new LinkedHashMap<>();
        nearest(queryIds, limit, rankings::put);
        return new Run(rankings);
    }
}
