package io.retune.dataset.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.dataset.RagDataset;
import org.junit.jupiter.api.Test;

class TrainValTest {

    @Test
    void drawsAShareByPassage() {
        TrainVal drawn = TrainVal.draw(Made.judged(1000, i -> i / 2).build(), 0.25, 1);

        RagDataset dataset = drawn.dataset();
        assertThat(dataset.split("val")).hasSize(250);
        assertThat(dataset.split("train")).hasSize(750);
        assertThat(Made.passages(dataset, dataset.split("val")))
                .doesNotContainAnyElementsOf(Made.passages(dataset, dataset.split("train")));
        assertThat(drawn.reason())
                .isEqualTo("val is 250 of 1000 queries, grouped by passage: 500 clusters, the largest of 2");
    }

    @Test
    void queriesWithScoresOnlyTrain() {
        RagDataset dataset = Made.judged(10, i -> i)
                .query("scored", "scored")
                .pairScore("scored", "doc-1", 0)
                .query("unused", "unused")
                .build();

        RagDataset drawn = TrainVal.draw(dataset, 0.9, 1).dataset();

        assertThat(drawn.split("val")).hasSize(9);
        assertThat(drawn.split("train")).hasSize(2).contains("scored");
    }

    @Test
    void aShareOfNothingMakesNoVal() {
        RagDataset drawn = TrainVal.draw(Made.judged(10, i -> i).build(), 0, 1).dataset();

        assertThat(drawn.queriesSplit()).containsOnlyKeys("train");
        assertThat(drawn.split("train")).hasSize(10);
    }

    @Test
    void refusesWhatCannotBeDivided() {
        assertThatThrownBy(() -> TrainVal.draw(Made.judged(1, i -> i).build(), 0.1, 1))
                .hasMessage("made: 1 judged queries; expected at least 2, one for train and one for val; add queries");
        assertThatThrownBy(() -> TrainVal.draw(Made.judged(10, i -> i).build(), 1, 1))
                .hasMessage("the share of val is 1.0; expected a share from 0 to below 1; choose another");
    }
}
