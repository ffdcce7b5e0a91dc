package io.retune.dataset.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.dataset.DatasetException;
import io.retune.dataset.RagDataset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevSplitTest {

    @ParameterizedTest
    @CsvSource({"9000, 500", "3000, 300", "2000, 200", "700, 200", "500, 150", "334, 100"})
    void takesATenthButAtLeast200AndAtMost500AndNever30Percent(int train, int dev) {
        DevSplit split = DevSplit.draw(train(train), 1);

        assertThat(split.dev()).hasSize(dev);
        assertThat(split.train()).hasSize(train - dev);
        assertThat(split.grouping()).isEqualTo(Grouping.BY_PASSAGE);
    }

    @Test
    void saysAloudThatThereIsNoSelection() {
        DevSplit split = DevSplit.draw(train(333), 1);

        assertThat(split.dev()).isEmpty();
        assertThat(split.train()).hasSize(333);
        assertThat(split.grouping()).isEqualTo(Grouping.NONE);
        assertThat(split.reason())
                .isEqualTo("no selection: train has 333 judged queries, dev would have 99 and needs 100");
    }

    @Test
    void dependsOnTheSeedAndOnNothingElse() {
        RagDataset dataset = train(1000);

        assertThat(DevSplit.draw(dataset, 1)).isEqualTo(DevSplit.draw(dataset, 1));
        assertThat(DevSplit.draw(dataset, 1).dev())
                .isNotEqualTo(DevSplit.draw(dataset, 2).dev());
        // Recorded: a change of these ids would move every dev split that was ever drawn.
        assertThat(DevSplit.draw(dataset, 42).dev().subList(0, 5))
                .containsExactly("q-6", "q-15", "q-17", "q-22", "q-25");
    }

    @Test
    void queriesThatShareAPassageStayTogether() {
        RagDataset dataset =
                Made.judged(3000, i -> i / 7).split("train", Made.ids(0, 3000)).build();

        DevSplit split = DevSplit.draw(dataset, 5);

        assertThat(split.grouping()).isEqualTo(Grouping.BY_PASSAGE);
        assertThat(split.dev()).hasSizeBetween(290, 300);
        assertThat(split.reason())
                .isEqualTo(split.dev().size() + " of 3000 queries, grouped by passage: 429 clusters, the largest of 7");
        assertThat(Made.passages(dataset, split.dev()))
                .doesNotContainAnyElementsOf(Made.passages(dataset, split.train()));
        List<String> all = new ArrayList<>(split.train());
        all.addAll(split.dev());
        assertThat(all).containsExactlyInAnyOrderElementsOf(dataset.split("train"));
    }

    @Test
    void goesByQueryWhereAFifthHangsTogether() {
        RagDataset dataset = Made.judged(3000, i -> i < 601 ? 0 : i)
                .split("train", Made.ids(0, 3000))
                .build();

        DevSplit split = DevSplit.draw(dataset, 5);

        assertThat(split.grouping()).isEqualTo(Grouping.BY_QUERY);
        assertThat(split.dev()).hasSize(300);
        assertThat(split.reason())
                .isEqualTo(
                        "300 of 3000 queries, grouped by query because 601 of them hang together by shared passages");
    }

    @Test
    void goesByQueryWherePassagesWouldMakeASelectionALottery() {
        RagDataset dataset =
                Made.judged(370, i -> i / 60).split("train", Made.ids(0, 370)).build();

        DevSplit split = DevSplit.draw(dataset, 5);

        assertThat(split.grouping()).isEqualTo(Grouping.BY_QUERY);
        assertThat(split.dev()).hasSize(111);
        assertThat(split.reason())
                .isEqualTo("111 of 370 queries, grouped by query because whole passage clusters make only 70");
    }

    @Test
    void goesByQueryWhereNoClusterFitsIntoDev() {
        RagDataset dataset = Made.judged(6000, i -> i / 1000)
                .split("train", Made.ids(0, 6000))
                .build();

        assertThat(DevSplit.draw(dataset, 5).grouping()).isEqualTo(Grouping.BY_QUERY);
    }

    @Test
    void goesByQueryWhereThatIsAskedFor() {
        RagDataset dataset =
                Made.judged(3000, i -> i / 7).split("train", Made.ids(0, 3000)).build();

        DevSplit split = DevSplit.drawByQuery(dataset, 5);

        assertThat(split.grouping()).isEqualTo(Grouping.BY_QUERY);
        assertThat(split.dev()).hasSize(300);
        assertThat(split.reason())
                .isEqualTo("300 of 3000 queries, grouped by query since single passages are changed, which dev must"
                        + " share to judge them");
        assertThat(Made.passages(dataset, split.dev())).containsAnyElementsOf(Made.passages(dataset, split.train()));
    }

    @Test
    void theFilesOwnDevWins() {
        RagDataset dataset = Made.judged(1000, i -> i)
                .split("train", Made.ids(0, 990))
                .split("dev", Made.ids(990, 1000))
                .build();

        DevSplit split = DevSplit.draw(dataset, 5);

        assertThat(split)
                .isEqualTo(new DevSplit(
                        Made.ids(0, 990),
                        Made.ids(990, 1000),
                        Grouping.GIVEN,
                        "the data set's own dev split of 10 queries"));
    }

    @Test
    void blankAndUnjudgedQueriesNeverSelect() {
        List<String> train = Made.ids(0, 1000);
        train.addAll(List.of("blank", "scored"));
        RagDataset dataset = Made.judged(1000, i -> i)
                .query("blank", " ")
                .relevant("blank", "doc-1")
                .query("scored", "scored")
                .pairScore("scored", "doc-1", 1)
                .split("train", train)
                .build();

        DevSplit split = DevSplit.draw(dataset, 5);

        assertThat(split.dev()).hasSize(200).doesNotContain("blank", "scored");
        assertThat(split.train()).hasSize(801).contains("scored").doesNotContain("blank");
    }

    @Test
    void needsATrainSplit() {
        RagDataset dataset =
                Made.judged(1000, i -> i).split("val", Made.ids(0, 10)).build();

        assertThatThrownBy(() -> DevSplit.draw(dataset, 5))
                .isInstanceOf(DatasetException.class)
                .hasMessage("made: there is no split \"train\": it has val; name one of its splits or add \"train\" to"
                        + " queries_split");
    }

    private static RagDataset train(int queries) {
        return Made.judged(queries, i -> i).split("train", Made.ids(0, queries)).build();
    }
}
