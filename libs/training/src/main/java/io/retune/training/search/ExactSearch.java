package io.retune.training.search;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.retune.encoder.VectorMatrix;
import io.retune.encoder.graph.Torch;
import io.retune.metrics.RankOrder;
import io.retune.metrics.TopK;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the passages with the largest dot products, exactly, in {@link RankOrder}. Products are formed block by block
 * in 32-bit floats; memory is one block of scores whatever the corpus.
 */
public final class ExactSearch {
    private static final int QUERY_BLOCK = 256;
    private static final int PASSAGE_BLOCK = 16_384;

    private final VectorMatrix passages;
    private final int[] tieRanks;

    /** Receives one query's passages, best first. */
    public interface HitSink {
        /**
         * Takes the hits of a query.
         *
         * @param query the query's row
         * @param passages rows of the passages found, best first; reused between calls
         * @param scores their dot products; reused between calls
         * @param count how many were found
         */
        void accept(int query, int[] passages, float[] scores, int count);
    }

    /**
     * Prepares a search.
     *
     * @param passages one row per passage
     * @param ids the passages' ids, which break ties
     */
    public ExactSearch(VectorMatrix passages, List<String> ids) {
        if (passages.rows() != ids.size()) {
            throw new IllegalArgumentException("vectors and ids differ: " + passages.rows() + " != " + ids.size());
        }
        this.passages = passages;
        this.tieRanks = RankOrder.tieRanks(ids);
    }

    /** Searches every row of {@code queries} for its {@code k} best passages. */
    public void search(VectorMatrix queries, int k, HitSink sink) {
        if (queries.dimensions() != passages.dimensions()) {
            throw new IllegalArgumentException(
                    "vector dimensions differ: " + queries.dimensions() + " != " + passages.dimensions());
        }
        try (NDManager manager = Torch.newManager()) {
            for (int start = 0; start < queries.rows(); start += QUERY_BLOCK) {
                int end = Math.min(queries.rows(), start + QUERY_BLOCK);
                searchBlock(manager, queries, start, end, k, sink);
            }
        }
    }

    private void searchBlock(NDManager manager, VectorMatrix queries, int start, int end, int k, HitSink sink) {
        List<TopK> best = new ArrayList<>();
        for (int query = start; query < end; query++) {
            best.add(new TopK(k, tieRanks));
        }
        try (NDManager scope = manager.newSubManager()) {
            NDArray block = rows(scope, queries, start, end);
            for (int first = 0; first < passages.rows(); first += PASSAGE_BLOCK) {
                int last = Math.min(passages.rows(), first + PASSAGE_BLOCK);
                try (NDManager inner = scope.newSubManager()) {
                    NDArray candidates = rows(inner, passages, first, last);
                    block.attach(inner);
                    float[] scores = block.matMul(candidates.transpose()).toFloatArray();
                    block.attach(scope);
                    offer(best, scores, first, last - first);
                }
            }
        }
        int[] rows = new int[Math.min(k, passages.rows())];
        float[] scores = new float[rows.length];
        for (int query = start; query < end; query++) {
            int count = best.get(query - start).drain(rows, scores);
            sink.accept(query, rows, scores, count);
        }
    }

    private static void offer(List<TopK> best, float[] scores, int firstPassage, int width) {
        for (int query = 0; query < best.size(); query++) {
            TopK top = best.get(query);
            int offset = query * width;
            for (int i = 0; i < width; i++) {
                // Written this way round, a score that is not a number is offered, and refused there.
                if (!(scores[offset + i] < top.threshold())) {
                    top.offer(firstPassage + i, scores[offset + i]);
                }
            }
        }
    }

    private static NDArray rows(NDManager scope, VectorMatrix matrix, int start, int end) {
        int width = matrix.dimensions();
        float[] values = Arrays.copyOfRange(matrix.values(), start * width, end * width);
        return scope.create(values, new Shape(end - start, width));
    }
}
