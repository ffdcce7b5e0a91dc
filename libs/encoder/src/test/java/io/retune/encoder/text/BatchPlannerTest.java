package io.retune.encoder.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchPlannerTest {
    @Test
    void budgetCountsPaddingAndEveryTextIsPlannedOnce() {
        Random random = new Random(17);
        long[][] tokens = new long[500][];
        Arrays.setAll(tokens, i -> new long[1 + random.nextInt(120)]);
        tokens[7] = new long[400];

        List<int[]> plan = BatchPlanner.plan(tokens, 300);

        List<Integer> planned = new ArrayList<>();
        int shortestBefore = Integer.MAX_VALUE;
        for (int[] batch : plan) {
            int longest = Arrays.stream(batch).map(i -> tokens[i].length).max().orElseThrow();
            assertThat(batch.length == 1 || batch.length * longest <= 300).isTrue();
            assertThat(longest).isLessThanOrEqualTo(shortestBefore);
            shortestBefore =
                    Arrays.stream(batch).map(i -> tokens[i].length).min().orElseThrow();
            Arrays.stream(batch).forEach(planned::add);
        }
        assertThat(planned).hasSize(500).doesNotHaveDuplicates();
        // The text beyond the budget stands alone.
        assertThat(plan.get(0)).containsExactly(7);
    }
}
