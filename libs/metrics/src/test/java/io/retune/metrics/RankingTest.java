package io.retune.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RankingTest {
    @Test
    void bringsPassagesIntoRankOrder() {
        Ranking ranking = Ranking.of(List.of("a", "b", "c"), new float[] {0.5f, 0.5f, 0.75f});
        assertThat(ranking.passageIds()).containsExactly("c", "b", "a");
        assertThat(ranking.size()).isEqualTo(3);
        assertThat(ranking.score(0)).isEqualTo(0.75f);
        assertThat(ranking.score(2)).isEqualTo(0.5f);
    }

    @Test
    void keepsWhatIsInOrderAndCopiesTheScores() {
        float[] scores = {2, 1};
        Ranking ranking = Ranking.of(List.of("a", "b"), scores);
        scores[0] = 0;
        assertThat(ranking.passageIds()).containsExactly("a", "b");
        assertThat(ranking.score(0)).isEqualTo(2);
    }

    @Test
    void comparesScoresAs32BitFloats() {
        assertThat(Ranking.of(Map.of("a", 0.7 + 1e-9, "b", 0.7)).passageIds()).containsExactly("b", "a");
    }

    @Test
    void refusesWhatIsNoRanking() {
        assertThatThrownBy(() -> Ranking.of(List.of("a", "b"), new float[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ranking: 2 passage ids and 1 scores; expected one score per id");
        assertThatThrownBy(() -> Ranking.of(List.of("a", "b", "a"), new float[] {3, 2, 1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ranking: passage \"a\" occurs twice; keep its better score only");
        assertThatThrownBy(() -> Ranking.of(List.of("a"), new float[] {Float.NaN}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("passage \"a\" has the score NaN; a ranking needs numbers,"
                        + " check the vectors it was computed from");
    }

    @Test
    void aRunMayMissQueriesButNotRankings() {
        assertThat(new Run(Map.of()).ranking("q-1").size()).isZero();
        assertThatThrownBy(() -> new Run(Map.of("", Ranking.of(Map.of()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("run: a ranking without a query id; give every query an id");
        assertThatThrownBy(() -> new Run(Collections.singletonMap("q-1", null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("run: query \"q-1\" has a null ranking; leave the query out or give it an empty ranking");
    }
}
