package io.retune.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopKTest {
    @Test
    void keepsTheBestInRankOrder() {
        // Given
        TopK best = new TopK(3, RankOrder.tieRanks(List.of("a", "b", "c", "d", "e")));
        // When
        float[] scores = {0.5f, 0.9f, 0.5f, 0.1f, 0.5f};
        for (int i = 0; i < scores.length; i++) {
            best.offer(i, scores[i]);
        }
        // Then
        int[] indexes = new int[3];
        float[] values = new float[3];
        assertThat(best.drain(indexes, values)).isEqualTo(3);
        assertThat(indexes).containsExactly(1, 4, 2);
        assertThat(values).containsExactly(0.9f, 0.5f, 0.5f);
    }

    @Test
    void saysWhichScoresCannotEnterAnyMore() {
        TopK best = new TopK(2, new int[] {2, 1, 0, 3});
        assertThat(best.offer(0, 0.5f)).isTrue();
        assertThat(best.threshold()).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(best.offer(1, 0.7f)).isTrue();
        assertThat(best.threshold()).isEqualTo(0.5f);
        assertThat(best.offer(3, 0.5f)).as("equal score, worse tie").isFalse();
        assertThat(best.offer(2, 0.5f)).as("equal score, better tie").isTrue();
        assertThat(best.size()).isEqualTo(2);
    }

    @Test
    void isEmptyAfterDraining() {
        TopK best = new TopK(1, new int[] {0, 1});
        best.offer(0, 5);
        best.drain(new int[1], new float[1]);
        assertThat(best.size()).isZero();
        assertThat(best.threshold()).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(best.offer(1, -5)).isTrue();
    }

    @Test
    void agreesWithSortingEverything() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            // Given few distinct scores, so that ties decide most places
            int n = random.nextInt(60);
            int k = 1 + random.nextInt(70);
            List<String> ids = IntStream.range(0, n)
                    .mapToObj(i -> (i % 2 == 0 ? "é" : "p") + i)
                    .toList();
            float[] scores = new float[n];
            for (int i = 0; i < n; i++) {
                scores[i] = (random.nextInt(7) - 3) * 0.25f;
            }
            // When
            TopK best = new TopK(k, RankOrder.tieRanks(ids));
            for (int i = 0; i < n; i++) {
                if (scores[i] >= best.threshold()) {
                    best.offer(i, scores[i]);
                }
            }
            int[] indexes = new int[k];
            float[] values = new float[k];
            int found = best.drain(indexes, values);
            // Then
            Ranking expected = Ranking.of(ids, scores);
            assertThat(Arrays.stream(indexes, 0, found).mapToObj(ids::get).toList())
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(expected.passageIds().subList(0, Math.min(k, n)));
            for (int rank = 0; rank < found; rank++) {
                assertThat(values[rank]).isEqualTo(scores[indexes[rank]]);
            }
        }
    }

    @Test
    void keepsAllWhereThereAreFewerThanK() {
        TopK best = new TopK(Integer.MAX_VALUE, new int[] {1, 0});
        best.offer(0, 0.5f);
        best.offer(1, 0.5f);
        int[] indexes = new int[2];
        assertThat(best.drain(indexes, new float[2])).isEqualTo(2);
        assertThat(indexes).containsExactly(1, 0);
    }

    @Test
    void refusesNaN() {
        TopK best = new TopK(1, new int[] {0, 1});
        best.offer(0, 1);
        assertThatThrownBy(() -> best.offer(1, Float.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("passage \"1\" has the score NaN; a ranking needs numbers,"
                        + " check the vectors it was computed from");
    }

    @Test
    void refusesToKeepNothing() {
        assertThatThrownBy(() -> new TopK(0, new int[] {0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("k is 0; expected the number of passages to keep, 1 or more");
    }

    @Test
    void refusesTooLittleRoom() {
        TopK best = new TopK(2, new int[] {0, 1});
        best.offer(0, 1);
        best.offer(1, 1);
        assertThatThrownBy(() -> best.drain(new int[1], new float[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("drain: room for 1 indexes and 2 scores; 2 passages are kept");
    }
}
