package io.retune.training.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.encoder.VectorMatrix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExactSearchTest {
    private static final int WIDTH = 4;

    /** Small whole numbers: products are exact and ties frequent. */
    @Test
    void findsWhatSortingEverythingFinds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        VectorMatrix passages = matrix(400, random);
        VectorMatrix queries = matrix(300, random);
        List<String> ids =
                IntStream.range(0, 400).mapToObj(i -> "d" + (i * 7919) % 1000).toList();

        List<List<Integer>> found = search(new ExactSearch(passages, ids), queries, 25);

        for (int query = 0; query < queries.rows(); query++) {
            int row = query;
            List<Integer> expected = IntStream.range(0, 400)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(i -> -dot(queries, row, passages, i))
                            .thenComparing(ids::get, Comparator.reverseOrder()))
                    .limit(25)
                    .toList();
            assertThat(found.get(query)).as("seed %s, query %s", seed, query).isEqualTo(expected);
        }
    }

    @Test
    void aSmallCorpusGivesAllItHas() {
        VectorMatrix passages = new VectorMatrix(2, 1, new float[] {1, 2});
        VectorMatrix queries = new VectorMatrix(1, 1, new float[] {1});
        assertThat(search(new ExactSearch(passages, List.of("a", "b")), queries, 100))
                .containsExactly(List.of(1, 0));
    }

    @Test
    void dimensionsMustAgree() {
        ExactSearch search = new ExactSearch(VectorMatrix.zeros(1, 3), List.of("a"));
        assertThatThrownBy(() -> search.search(VectorMatrix.zeros(1, 2), 1, (query, rows, scores, count) -> {}))
                .hasMessage("vector dimensions differ: 2 != 3");
    }

    private static List<List<Integer>> search(ExactSearch search, VectorMatrix queries, int k) {
        List<List<Integer>> found = new ArrayList<>();
        search.search(queries, k, (query, rows, scores, count) -> {
            assertThat(query).isEqualTo(found.size());
            found.add(IntStream.range(0, count).mapToObj(i -> rows[i]).toList());
        });
        return found;
    }

    private static VectorMatrix matrix(int rows, Random random) {
        float[] values = new float[rows * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(5) - 2;
        }
        return new VectorMatrix(rows, WIDTH, values);
    }

    private static double dot(VectorMatrix left, int leftRow, VectorMatrix right, int rightRow) {
        double sum = 0;
        for (int i = 0; i < WIDTH; i++) {
            sum += left.row(leftRow)[i] * right.row(rightRow)[i];
        }
        return sum;
    }
}
