package io.retune.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.dataset.RagDataset;
import io.retune.dataset.leakage.LeakageReport;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDataTest {
    @TempDir
    Path folder;

    @Test
    void noQuestionStandsInTwoSplitsAndThereAreEnoughToDecide() {
        DemoData data = DemoData.in(folder);

        assertThat(LeakageReport.of(data.target()).text(data.target()))
                .isEqualTo("skerrin: no query stands in two splits");
        assertThat(LeakageReport.of(data.guard()).text(data.guard()))
                .isEqualTo("general: no query stands in two splits");
        assertThat(data.target().corpus()).hasSize(240);
        assertThat(data.target().split(RagDataset.TRAIN)).hasSizeGreaterThan(480);
        assertThat(data.target().split(RagDataset.VAL)).hasSizeGreaterThanOrEqualTo(250);
        assertThat(data.guard().corpus()).hasSizeGreaterThanOrEqualTo(150);
        assertThat(data.guard().split(RagDataset.DEV)).hasSize(100);
        assertThat(data.guard().split(RagDataset.VAL)).hasSizeGreaterThanOrEqualTo(200);
        assertThat(folder.resolve("skerrin.json")).exists();
    }
}
