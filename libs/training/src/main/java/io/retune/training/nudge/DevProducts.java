package io.retune.training.nudge;

import io.retune.encoder.VectorMatrix;
import io.retune.metrics.TopK;
import io.retune.training.search.DotProducts;
import java.util.Arrays;

/**
 * Dev queries against the corpus, once for all gammas: products with the trained passages' vectors and sums, and the
 * best of the passages that never move. Queries come in blocks, so that memory does not grow with dev.
 */
final class DevProducts {
    private static final int QUERY_BLOCK = 64;

    private final NudgeData data;
    private final TrainedPassages trained;
    private final int[] tieRanks;
    private final int depth;

    /**
     * Prepares the products.
     *
     * @param tieRanks of all passages
     * @param depth how many of the passages that do not move are kept for each query
     */
    DevProducts(NudgeData data, TrainedPassages trained, int[] tieRanks, int depth) {
        this.data = data;
        this.trained = trained;
        this.tieRanks = tieRanks;
        this.depth = depth;
    }

    /** Receives one query's products. */
    interface QuerySink {
        /** Takes the products; they are overwritten afterwards. */
        void accept(int query, QueryProducts products);
    }

    void forEachQuery(QuerySink sink) {
        VectorMatrix queries = data.dev().queries();
        for (int first = 0; first < queries.rows(); first += QUERY_BLOCK) {
            int last = Math.min(queries.rows(), first + QUERY_BLOCK);
            QueryProducts[] block = multiply(queries, first, last);
            for (int query = first; query < last; query++) {
                sink.accept(query, block[query - first]);
            }
        }
    }

    private QueryProducts[] multiply(VectorMatrix queries, int first, int last) {
        int width = queries.dimensions();
        VectorMatrix some = new VectorMatrix(
                last - first, width, Arrays.copyOfRange(queries.values(), first * width, last * width));
        QueryProducts[] block = new QueryProducts[last - first];
        TopK[] still = new TopK[block.length];
        Arrays.setAll(block, i -> new QueryProducts(trained.count()));
        Arrays.setAll(still, i -> new TopK(depth, tieRanks));
        DotProducts.of(some, data.passages(), (firstRow, rows, products) -> {
            for (int i = 0; i < block.length; i++) {
                divide(block[i], still[i], firstRow, Arrays.copyOfRange(products, i * rows, (i + 1) * rows));
            }
        });
        DotProducts.of(some, trained.sums(), (firstSlot, slots, products) -> {
            for (int i = 0; i < block.length; i++) {
                System.arraycopy(products, i * slots, block[i].sum(), firstSlot, slots);
            }
        });
        for (int i = 0; i < block.length; i++) {
            block[i].keepStill(still[i]);
        }
        return block;
    }

    private void divide(QueryProducts target, TopK still, int firstRow, float[] products) {
        for (int i = 0; i < products.length; i++) {
            int slot = trained.slot(firstRow + i);
            if (slot >= 0) {
                target.own()[slot] = products[i];
            } else {
                still.offer(firstRow + i, products[i]);
            }
        }
    }
}
