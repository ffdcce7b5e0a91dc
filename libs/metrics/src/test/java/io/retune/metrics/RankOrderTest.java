package io.retune.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankOrderTest {
    @Test
    void ranksHigherScoreFirst() {
        assertThat(RankOrder.compare(0.5f, "a", 0.25f, "b")).isNegative();
        assertThat(RankOrder.compare(Float.NEGATIVE_INFINITY, "b", -1f, "a")).isPositive();
    }

    @Test
    void ranksGreaterIdFirstWhereScoresTie() {
        assertThat(RankOrder.compare(0.5f, "b", 0.5f, "a")).isNegative();
        assertThat(RankOrder.compare(0.5f, "a", 0.5f, "ab")).isPositive();
        assertThat(RankOrder.compare(0f, "b", -0f, "a")).isNegative();
        assertThat(RankOrder.compare(0.5f, "a", 0.5f, "a")).isZero();
    }

    @Test
    void refusesNaN() {
        assertThatThrownBy(() -> RankOrder.compare(1, "doc-1", Float.NaN, "doc-2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("passage \"doc-2\" has the score NaN; a ranking needs numbers,"
                        + " check the vectors it was computed from");
    }

    @Test
    void comparesIdsLikeTheirUtf8Bytes() {
        List<String> ids =
                List.of("", "a", "ab", "Z", "é", "\u007f", "\u0080", "文", "\ud7ff", "\ue000", "\uffee", "😀", "𝄞");
        for (String left : ids) {
            for (String right : ids) {
                int expected = Arrays.compareUnsigned(
                        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
                assertThat(Integer.signum(RankOrder.compareIds(left, right)))
                        .as("%s and %s", left, right)
                        .isEqualTo(Integer.signum(expected));
            }
        }
    }

    @Test
    void numbersIdsInTheOrderOfTies() {
        assertThat(RankOrder.tieRanks(List.of("doc-2", "doc-10", "é", "doc-1"))).containsExactly(1, 2, 0, 3);
        assertThat(RankOrder.tieRanks(List.of())).isEmpty();
    }

    @Test
    void refusesAnIdThatOccursTwice() {
        assertThatThrownBy(() -> RankOrder.tieRanks(List.of("doc-9", "doc-1", "doc-9")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "passage ids: \"doc-9\" stands at positions 0 and 2; ids are unique, remove one of the two");
    }

    @Test
    void keysAreOrderedLikePassages() {
        // Given
        float[] scores = {
            Float.NEGATIVE_INFINITY,
            -Float.MAX_VALUE,
            -1,
            -Float.MIN_VALUE,
            -0f,
            0f,
            Float.MIN_VALUE,
            1,
            Math.nextUp(1f),
            Float.MAX_VALUE,
            Float.POSITIVE_INFINITY
        };
        List<String> ids = List.of("c", "a", "b");
        int[] ties = RankOrder.tieRanks(ids);
        // When, then
        for (float left : scores) {
            for (float right : scores) {
                for (int i = 0; i < ids.size(); i++) {
                    for (int j = 0; j < ids.size(); j++) {
                        assertThat(-Long.compare(RankOrder.key(left, ties[i]), RankOrder.key(right, ties[j])))
                                .as("%s %s, %s %s", left, ids.get(i), right, ids.get(j))
                                .isEqualTo(Integer.signum(RankOrder.compare(left, ids.get(i), right, ids.get(j))));
                    }
                }
            }
        }
    }

    @Test
    void keysGiveTheScoreBack() {
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            float score = (float) random.nextGaussian();
            assertThat(RankOrder.score(RankOrder.key(score, random.nextInt(Integer.MAX_VALUE))))
                    .as("seed %d", seed)
                    .isEqualTo(score);
        }
    }
}
