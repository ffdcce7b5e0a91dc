package io.retune.dataset.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.dataset.RagDataset;
import org.junit.jupiter.api.Test;

class GuardHalvesTest {

    @Test
    void aGuardWithoutTrainIsHalvedByPassage() {
        RagDataset guard =
                Made.judged(500, i -> i / 3).split("val", Made.ids(0, 500)).build();

        GuardHalves halves = GuardHalves.of(guard, 3);

        assertThat(halves.selection().size()).isBetween(248, 250);
        assertThat(halves.selection().size() + halves.gate().size()).isEqualTo(500);
        assertThat(halves.grouping()).isEqualTo(Grouping.BY_PASSAGE);
        assertThat(halves.reason())
                .isEqualTo("val halved: " + halves.selection().size()
                        + " of 500 queries, grouped by passage: 167 clusters, the largest of 3");
        assertThat(Made.passages(guard, halves.selection()))
                .doesNotContainAnyElementsOf(Made.passages(guard, halves.gate()));
        assertThat(GuardHalves.of(guard, 3)).isEqualTo(halves);
        assertThat(GuardHalves.of(guard, 4)).isNotEqualTo(halves);
    }

    @Test
    void aGuardWithTrainKeepsItsWholeValForTheGate() {
        RagDataset guard = Made.judged(3000, i -> i)
                .split("train", Made.ids(0, 2500))
                .split("val", Made.ids(2500, 3000))
                .build();

        GuardHalves halves = GuardHalves.of(guard, 3);

        assertThat(halves.selection())
                .hasSize(250)
                .isEqualTo(DevSplit.draw(guard, 3).dev());
        assertThat(halves.gate()).isEqualTo(Made.ids(2500, 3000));
        assertThat(halves.reason())
                .isEqualTo("dev drawn from train: 250 of 2500 queries, grouped by passage: 2500 clusters, the largest"
                        + " of 1");
    }

    @Test
    void aGuardsOwnDevSelects() {
        RagDataset guard = Made.judged(300, i -> i)
                .split("dev", Made.ids(0, 100))
                .split("val", Made.ids(100, 300))
                .build();

        assertThat(GuardHalves.of(guard, 3))
                .isEqualTo(new GuardHalves(
                        Made.ids(0, 100),
                        Made.ids(100, 300),
                        Grouping.GIVEN,
                        "the guard's own dev split of 100 queries selects"));
    }

    @Test
    void aGuardNeedsVal() {
        RagDataset guard =
                Made.judged(300, i -> i).split("train", Made.ids(0, 300)).build();

        assertThatThrownBy(() -> GuardHalves.of(guard, 3))
                .hasMessage("made: there is no split \"val\": it has train; name one of its splits or add \"val\" to"
                        + " queries_split");
    }
}
