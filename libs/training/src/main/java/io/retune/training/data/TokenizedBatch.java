package io.retune.training.data;

import io.retune.dataset.RagDataset;
import io.retune.encoder.model.Prompts;
import io.retune.encoder.text.BatchPlanner;
import io.retune.encoder.text.TextTokenizer;
import io.retune.encoder.text.TokenBatch;
import io.retune.training.loss.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A batch ready for the network. Texts of similar length go through it together, so queries and candidates stand in
 * another order than the examples; {@link #positiveOf} and {@link #excluded} know it.
 */
public final class TokenizedBatch implements Labels {
    /** Tokens of one call of the network, padding counted. */
    private static final int TOKEN_BUDGET = 4096;

    private final List<TokenBatch> queries;
    private final List<TokenBatch> candidates;
    private final Order order;
    private final boolean[][] excluded;
    private final long tokens;

    /**
     * How examples and the network's rows belong together.
     *
     * @param queryIds row by row
     * @param candidateIds column by column
     * @param positives the column of each row's positive
     * @param negatives the columns of each row's own negatives
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Order(List<String> queryIds, List<String> candidateIds, int[] positives, int[][] negatives) {
        static Order of(List<TrainingExample> examples, List<String> candidateIds, int[] queryOrder, int[] order) {
            int[] column = new int[order.length];
            for (int i = 0; i < order.length; i++) {
                column[order[i]] = i;
            }
            // Example i's positive is candidate i; all negatives follow, example after example.
            int[] firstNegative = new int[examples.size() + 1];
            firstNegative[0] = examples.size();
            for (int i = 0; i < examples.size(); i++) {
                firstNegative[i + 1] =
                        firstNegative[i] + examples.get(i).negativeIds().size();
            }
            return new Order(
                    Arrays.stream(queryOrder)
                            .mapToObj(i -> examples.get(i).queryId())
                            .toList(),
                    Arrays.stream(order).mapToObj(candidateIds::get).toList(),
                    Arrays.stream(queryOrder).map(i -> column[i]).toArray(),
                    Arrays.stream(queryOrder)
                            .mapToObj(i -> Arrays.copyOfRange(column, firstNegative[i], firstNegative[i + 1]))
                            .toArray(int[][]::new));
        }
    }

    private TokenizedBatch(
            List<TokenBatch> queries, List<TokenBatch> candidates, Order order, boolean[][] excluded, long tokens) {
        this.queries = queries;
        this.candidates = candidates;
        this.order = order;
        this.excluded = excluded;
        this.tokens = tokens;
    }

    /** Tokenises the examples of a batch: candidates are all positives, then all negatives. */
    public static TokenizedBatch of(
            RagDataset dataset, List<TrainingExample> examples, TextTokenizer tokenizer, Prompts prompts) {
        List<String> queryTexts = new ArrayList<>();
        List<String> candidateIds = new ArrayList<>();
        for (TrainingExample example : examples) {
            queryTexts.add(prompts.query() + dataset.queries().get(example.queryId()));
            candidateIds.add(example.positiveId());
        }
        examples.forEach(example -> candidateIds.addAll(example.negativeIds()));
        long[][] queryTokens = tokenizer.encode(queryTexts);
        long[][] candidateTokens = tokenizer.encode(candidateIds.stream()
                .map(id -> prompts.passage() + dataset.corpus().get(id))
                .toList());
        List<int[]> queryPlan = BatchPlanner.plan(queryTokens, TOKEN_BUDGET);
        List<int[]> candidatePlan = BatchPlanner.plan(candidateTokens, TOKEN_BUDGET);
        int[] queryOrder = order(queryPlan);
        int[] candidateOrder = order(candidatePlan);
        return new TokenizedBatch(
                queryPlan.stream().map(rows -> TokenBatch.of(queryTokens, rows)).toList(),
                candidatePlan.stream()
                        .map(rows -> TokenBatch.of(candidateTokens, rows))
                        .toList(),
                Order.of(examples, candidateIds, queryOrder, candidateOrder),
                excluded(dataset, examples, candidateIds, queryOrder, candidateOrder),
                count(queryTokens) + count(candidateTokens));
    }

    private static int[] order(List<int[]> plan) {
        return plan.stream().flatMapToInt(Arrays::stream).toArray();
    }

    private static boolean[][] excluded(
            RagDataset dataset,
            List<TrainingExample> examples,
            List<String> candidateIds,
            int[] queryOrder,
            int[] candidateOrder) {
        boolean[][] excluded = new boolean[queryOrder.length][candidateOrder.length];
        for (int row = 0; row < queryOrder.length; row++) {
            TrainingExample example = examples.get(queryOrder[row]);
            // A query may have scored pairs only.
            var relevant = dataset.relevantDocs().getOrDefault(example.queryId(), Map.of());
            for (int column = 0; column < candidateOrder.length; column++) {
                String candidate = candidateIds.get(candidateOrder[column]);
                excluded[row][column] =
                        relevant.getOrDefault(candidate, 0) > 0 && !candidate.equals(example.positiveId());
            }
        }
        return excluded;
    }

    private static long count(long[][] tokens) {
        long count = 0;
        for (long[] text : tokens) {
            count += text.length;
        }
        return count;
    }

    /** Query texts, as the network takes them. */
    public List<TokenBatch> queries() {
        return queries;
    }

    /** Positive and negative passages, as the network takes them. */
    public List<TokenBatch> candidates() {
        return candidates;
    }

    /** Whose vectors the rows are. */
    public List<String> queryIds() {
        return order.queryIds();
    }

    /** Whose vectors the columns are. */
    public List<String> candidateIds() {
        return order.candidateIds();
    }

    /** The columns of a query's own hard negatives. */
    public int[] negativesOf(int query) {
        return order.negatives()[query].clone();
    }

    /** Tokens of all texts, without padding. */
    public long tokens() {
        return tokens;
    }

    @Override
    public int positiveOf(int query) {
        return order.positives()[query];
    }

    @Override
    public boolean excluded(int query, int candidate) {
        return excluded[query][candidate];
    }
}
