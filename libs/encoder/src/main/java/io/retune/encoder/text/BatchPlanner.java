package io.retune.encoder.text;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts texts into batches of similar length under a budget of tokens, padding counted, so that memory and time of a
 * batch are bounded whatever the lengths are.
 */
public final class BatchPlanner {
    private BatchPlanner() {}

    /**
     * Plans batches, longest texts first. Equal lengths keep their order, so that the plan depends on the input alone.
     *
     * @param tokens token ids per text
     * @param tokenBudget the most tokens of a batch, padding counted; a single longer text gets a batch of its own
     * @return the texts of each batch
     */
    public static List<int[]> plan(long[][] tokens, int tokenBudget) {
        int[] order = new int[tokens.length];
        Arrays.setAll(order, i -> i);
        IntArrays.stableSort(order, (a, b) -> Integer.compare(tokens[b].length, tokens[a].length));
        List<int[]> batches = new ArrayList<>();
        for (int start = 0; start < order.length; ) {
            int fits = Math.max(1, tokenBudget / Math.max(1, tokens[order[start]].length));
            int end = Math.min(order.length, start + fits);
            batches.add(Arrays.copyOfRange(order, start, end));
            start = end;
        }
        return batches;
    }
}
