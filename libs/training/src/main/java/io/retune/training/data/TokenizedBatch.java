package io.retune.training.data;

import io.retune.dataset.RagDataset;
import io.retune.encoder.model.Prompts;
import io.retune.encoder.text.BatchPlanner;
import io.retune.encoder.text.TextTokenizer;
import io.retune.encoder.text.TokenBatch;
import io.retune.training.loss.Labels;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch ready for the network. Texts of similar length go through it together, so queries and candidates stand in
 * another order than the examples; {@link #positiveOf} and {@link #excluded} know it.
 */
public final class TokenizedBatch implements Labels {
    /** Tokens of one call of the network, padding counted. */
    private static final int TOKEN_BUDGET = 4096;

    private final List<TokenBatch> queries;
    private final List<TokenBatch> candidates;
    private final int[] positives;
    private final boolean[][] excluded;
    private final long tokens;

    private TokenizedBatch(
            List<TokenBatch> queries, List<TokenBatch> candidates, int[] positives, boolean[][] excluded, long tokens) {
        this.queries = queries;
        this.candidates = candidates;
        this.positives = positives;
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
                positives(queryOrder, candidateOrder),
                excluded(dataset, examples, candidateIds, queryOrder, candidateOrder),
                count(queryTokens) + count(candidateTokens));
    }

    private static int[] order(List<int[]> plan) {
        return plan.stream().flatMapToInt(java.util.Arrays::stream).toArray();
    }

    /** Example i's positive is candidate i. */
    private static int[] positives(int[] queryOrder, int[] candidateOrder) {
        int[] column = new int[candidateOrder.length];
        for (int i = 0; i < candidateOrder.length; i++) {
            column[candidateOrder[i]] = i;
        }
        int[] positives = new int[queryOrder.length];
        for (int row = 0; row < queryOrder.length; row++) {
            positives[row] = column[queryOrder[row]];
        }
        return positives;
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
            var relevant = dataset.relevantDocs().get(example.queryId());
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

    /** Tokens of all texts, without padding. */
    public long tokens() {
        return tokens;
    }

    @Override
    public int positiveOf(int query) {
        return positives[query];
    }

    @Override
    public boolean excluded(int query, int candidate) {
        return excluded[query][candidate];
    }
}
