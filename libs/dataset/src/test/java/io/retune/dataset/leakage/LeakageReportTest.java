package io.retune.dataset.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.retune.dataset.RagDataset;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeakageReportTest {
    private final RagDataset dataset = RagDataset.builder("set")
            .passage("doc-1", "one")
            .passage("doc-2", "two")
            .query("t-1", "高血压可以喝酒、抽烟吗？")
            .query("t-2", "How to treat a common cold at home?")
            .query("t-3", "something else entirely")
            .query("t-4", "？！")
            .query("v-1", "高血压 可以喝酒抽烟吗?")
            .query("v-2", "how to treat a common colds at home")
            .query("v-3", "！？")
            .query("x-1", "ＨＯＷ to treat a common cold at home")
            .relevant("t-1", "doc-1")
            .relevant("t-2", "doc-2")
            .relevant("t-3", "doc-2")
            .relevant("t-4", "doc-2")
            .relevant("v-1", "doc-1")
            .relevant("v-2", "doc-1")
            .relevant("v-3", "doc-1")
            .relevant("v-3", "doc-2", 0)
            .relevant("x-1", "doc-2")
            .split("test", List.of("x-1"))
            .split("val", List.of("v-1", "v-2", "v-3"))
            .split("train", List.of("t-1", "t-2", "t-3", "t-4"))
            .build();

    @Test
    void findsQueriesThatStandInTwoSplits() {
        LeakageReport report = LeakageReport.of(dataset);

        assertThat(report.isClean()).isFalse();
        assertThat(report.sameText())
                .containsExactly(new Leak("train", "t-1", "val", "v-1", 1), new Leak("train", "t-2", "test", "x-1", 1));
        assertThat(report.nearlySameText())
                .extracting(Leak::split, Leak::query, Leak::decidingSplit, Leak::decidingQuery)
                .containsExactly(tuple("train", "t-2", "val", "v-2"), tuple("val", "v-2", "test", "x-1"));
        assertThat(report.nearlySameText())
                .allSatisfy(leak -> assertThat(leak.similarity()).isBetween(0.8, 0.99));
        assertThat(report.sharedPassages())
                .containsExactly(new SharedPassages("train", "val", 1, 3), new SharedPassages("train", "test", 1, 1));
    }

    @Test
    void tellsAPerson() {
        assertThat(LeakageReport.of(dataset).text(dataset))
                .isEqualTo(
                        """
                        set: train and val have the same query 1 times
                          t-1 高血压可以喝酒、抽烟吗？ | v-1 高血压 可以喝酒抽烟吗?
                        set: train and test have the same query 1 times
                          t-2 How to treat a common cold at home? | x-1 ＨＯＷ to treat a common cold at home
                        set: train and val have nearly the same query 1 times
                          t-2 How to treat a common cold at home? | v-2 how to treat a common colds at home
                        set: val and test have nearly the same query 1 times
                          v-2 how to treat a common colds at home | x-1 ＨＯＷ to treat a common cold at home
                        set: train and val share 1 relevant passages (3 queries of val)
                        set: train and test share 1 relevant passages (1 queries of test)""");
    }

    @Test
    void takesFromTrainOnly() {
        RagDataset clean = LeakageReport.of(dataset).removeLeaked(dataset);

        assertThat(clean.split("train")).containsExactly("t-3", "t-4");
        assertThat(clean.split("val")).isEqualTo(dataset.split("val"));
        assertThat(clean.split("test")).isEqualTo(dataset.split("test"));
        assertThat(clean.queries()).isEqualTo(dataset.queries());
    }

    @Test
    void aCleanDataSetIsCalledClean() {
        RagDataset clean = RagDataset.builder("clean")
                .passage("doc-1", "one")
                .query("t-1", "abc")
                .query("t-2", "abc")
                .relevant("t-1", "doc-1")
                .relevant("t-2", "doc-1")
                .split("train", List.of("t-1", "t-2"))
                .build();

        LeakageReport report = LeakageReport.of(clean);

        assertThat(report.isClean()).isTrue();
        assertThat(report.text(clean)).isEqualTo("clean: no query stands in two splits");
    }

    @Test
    void aSimilarityIsAShare() {
        assertThatThrownBy(() -> new Leak("train", "a", "val", "b", 1.1))
                .hasMessage("similarity is 1.1; expected 0 to 1");
    }
}
