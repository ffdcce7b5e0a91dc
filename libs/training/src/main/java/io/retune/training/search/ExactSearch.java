package io.retune.training.search;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.retune.encoder.VectorMatrix;
import io.retune.encoder.graph.Torch;
import io.retune.metrics.RankOrder;
import io.retune.metrics.TopK;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * Finds the passages with the largest dot products, exactly, in {@link RankOrder}. Products are formed block by block
 * in 32-bit floats by the native engine, and read where it left them; memory is one block of scores and the passages
 * kept for a block of queries, whatever the corpus.
 */
public final class ExactSearch {
    /** The corpus is handed to the native engine once for each block of queries, so blocks are large. */
    private static final int QUERY_BLOCK = 2_048;

    private static final int PASSAGE_BLOCK = 4_096;
    /** Queries whose scores one thread reads in a piece. */
    private static final int STRIPE = 64;

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
        Block room = new Block(Math.min(PASSAGE_BLOCK, passages.rows()), passages.dimensions());
        Block asking = new Block(Math.min(QUERY_BLOCK, queries.rows()), queries.dimensions());
        for (int start = 0; start < queries.rows(); start += QUERY_BLOCK) {
            int end = Math.min(queries.rows(), start + QUERY_BLOCK);
            TopK[] best = new TopK[end - start];
            Arrays.setAll(best, query -> new TopK(k, tieRanks));
            offerAll(best, asking.fill(queries, start, end), room);
            drain(best, start, sink);
        }
    }

    private void offerAll(TopK[] best, Block queries, Block room) {
        for (int first = 0; first < passages.rows(); first += PASSAGE_BLOCK) {
            int last = Math.min(passages.rows(), first + PASSAGE_BLOCK);
            try (NDManager scope = Torch.newManager()) {
                NDArray candidates = room.fill(passages, first, last).array(scope);
                NDArray scores = queries.array(scope).matMul(candidates.transpose());
                offer(best, scores, first, last - first);
            }
        }
    }

    private void drain(TopK[] best, int firstQuery, HitSink sink) {
        int[] rows = new int[best[0].size()];
        float[] scores = new float[rows.length];
        for (int query = 0; query < best.length; query++) {
            int count = best[query].drain(rows, scores);
            sink.accept(firstQuery + query, rows, scores, count);
        }
    }

    private static void offer(TopK[] best, NDArray scores, int firstPassage, int width) {
        FloatBuffer values =
                scores.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
        int stripes = (best.length + STRIPE - 1) / STRIPE;
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        IntStream.range(0, stripes).parallel().forEach(stripe -> {
            try {
                float[] row = new float[width];
                for (int query = stripe * STRIPE; query < Math.min(best.length, (stripe + 1) * STRIPE); query++) {
                    values.get(query * width, row);
                    offer(best[query], row, firstPassage);
                }
            } catch (RuntimeException e) {
                // Thrown in here, it would not wait for the other stripes, which still read what is freed then.
                failure.set(e);
            }
        });
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private static void offer(TopK best, float[] scores, int firstPassage) {
        float threshold = best.threshold();
        for (int i = 0; i < scores.length; i++) {
            // Written this way round, a score that is not a number is offered, and refused there.
            if (!(scores[i] < threshold)) {
                best.offer(firstPassage + i, scores[i]);
                threshold = best.threshold();
            }
        }
    }

    /**
     * Some rows of a matrix in native memory. It is used again and again: the collector does not see how much native
     * memory a buffer that nobody needs any more still holds.
     */
    private static final class Block {
        private final ByteBuffer bytes;
        private final int width;
        private int rows;

        Block(int mostRows, int width) {
            this.bytes =
                    ByteBuffer.allocateDirect(mostRows * width * Float.BYTES).order(ByteOrder.nativeOrder());
            this.width = width;
        }

        Block fill(VectorMatrix matrix, int start, int end) {
            rows = end - start;
            bytes.clear().asFloatBuffer().put(matrix.values(), start * width, rows * width);
            return this;
        }

        /** What was filled in; changes with the next filling. */
        NDArray array(NDManager scope) {
            bytes.limit(rows * width * Float.BYTES);
            return scope.create(bytes, new Shape(rows, width), DataType.FLOAT32);
        }
    }
}
