package io.retune.dataset.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.dataset.DatasetException;
import io.retune.dataset.RagDataset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgedQueriesTest {
    @Test
    void aTargetIsAllOfItsSplitWithoutQueriesThatHaveScoredPairsOnly() {
        RagDataset dataset = RagDataset.builder("mixed")
                .passage("d", "text")
                .query("judged", "one")
                .query("scored", "two")
                .relevant("judged", "d")
                .pairScore("scored", "d", 0.5f)
                .split(RagDataset.TRAIN, List.of("judged", "scored"))
                .build();

        JudgedQueries target = JudgedQueries.target(dataset, RagDataset.TRAIN);

        assertThat(target.queries()).containsExactly("judged");
        assertThat(target.reason()).isEqualTo("all of train");
        assertThat(target.clusters()).containsExactly(0);
    }

    @Test
    void aSplitThatCanJudgeNothingIsRefused() {
        RagDataset dataset = RagDataset.builder("scored")
                .passage("d", "text")
                .query("q", "one")
                .pairScore("q", "d", 0.5f)
                .split(RagDataset.TRAIN, List.of("q"))
                .build();

        assertThatThrownBy(() -> JudgedQueries.target(dataset, RagDataset.TRAIN))
                .isInstanceOf(DatasetException.class)
                .hasMessage("scored: split \"train\" has no query with a relevant document; expected at least one;"
                        + " choose another split");
    }

    @Test
    void aGuardThatCanJudgeNothingIsRefused() {
        RagDataset guard = RagDataset.builder("guard")
                .passage("d", "text")
                .query("q", "one")
                .split(RagDataset.VAL, List.of())
                .build();

        assertThatThrownBy(() -> JudgedQueries.guard(guard, 7))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith("guard: has no query with a relevant document to judge by, ")
                .hasMessageEndingWith("; expected at least one; add some to val");
    }

    @Test
    void aGuardIsJudgedOnTheHalfThatSelectionDoesNotSee() {
        var builder = RagDataset.builder("guard");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            builder.query("q" + i, "question " + i)
                    .passage("p" + i, "answer " + i)
                    .relevant("q" + i, "p" + i);
            ids.add("q" + i);
        }
        RagDataset guard = builder.split(RagDataset.VAL, ids).build();

        JudgedQueries judged = JudgedQueries.guard(guard, 7);

        assertThat(judged.queries())
                .hasSize(20)
                .isEqualTo(GuardHalves.of(guard, 7).gate());
        assertThat(judged.split()).isEqualTo(RagDataset.VAL);
        assertThat(judged.reason()).startsWith("val halved: 20 of 40 queries, grouped by passage");
    }
}
