package io.retune.training.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.training.TrainingException;
import org.junit.jupiter.api.Test;

class LooksTest {
    private static final Looks LOOKS =
            Looks.NONE.and(0, 0.30).and(5, 0.31).and(10, 0.29).and(20, 0.33).and(30, 0.31);

    @Test
    void looksAreDenserTowardsTheStartAndTheLastOneIsAtTheEnd() {
        assertThat(SelectionOptions.looks(4).steps(100).toIntArray()).containsExactly(13, 35, 65, 100);
        assertThat(SelectionOptions.looks(8).steps(100).toIntArray()).containsExactly(4, 13, 23, 35, 49, 65, 82, 100);
    }

    @Test
    void aShortTrainingHasFewerLooks() {
        assertThat(SelectionOptions.looks(8).steps(3).toIntArray()).containsExactly(1, 2, 3);
        assertThat(SelectionOptions.looks(8).steps(1).toIntArray()).containsExactly(1);
    }

    @Test
    void finalistsAreTheBestStepsAboveTheUnchangedModelOrTheBestOneBelow() {
        assertThat(LOOKS.finalists(2)).containsExactly(20, 5);
        assertThat(LOOKS.finalists(8)).containsExactly(20, 5, 30);
        assertThat(Looks.NONE.and(0, 0.3).and(5, 0.1).and(10, 0.3).and(15, 0.2).finalists(2))
                .containsExactly(10);
        assertThat(Looks.NONE.finalists(2)).isEmpty();
    }

    @Test
    void patienceCountsLooksWithoutANewBest() {
        assertThat(LOOKS.exhausted(1)).isTrue();
        assertThat(LOOKS.exhausted(2)).isFalse();
        assertThat(LOOKS.and(40, 0.33).exhausted(2)).isTrue();
        assertThat(LOOKS.and(40, 0.34).exhausted(1)).isFalse();
        assertThat(LOOKS.exhausted(0)).isFalse();
        // The unchanged model may be the best.
        assertThat(Looks.NONE.and(0, 0.3).and(5, 0.2).and(9, 0.2).exhausted(2)).isTrue();
    }

    @Test
    void moreLooksThanEightAreRefused() {
        assertThatThrownBy(() -> SelectionOptions.looks(9))
                .isInstanceOf(TrainingException.class)
                .hasMessage("evaluations is 9, expected 1 to 8");
    }
}
