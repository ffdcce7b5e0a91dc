package io.retune.training.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.metrics.Ranking;
import io.retune.metrics.Run;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CandidatePoolTest {
    @Test
    void aSmallCorpusIsTakenWhole() {
        RagDataset dataset = dataset(100);
        assertThat(CandidatePool.choose(dataset, List.of("q"), found("d1"), CandidatePool.LOOK, 1))
                .containsExactlyElementsOf(dataset.corpus().keySet());
    }

    @Test
    void relevantAndHardPassagesComeBeforeRandomOnes() {
        RagDataset dataset = dataset(5000);
        List<String> pool = CandidatePool.choose(dataset, List.of("q"), found("d4999", "d17"), CandidatePool.LOOK, 1);

        assertThat(pool).hasSize(1501).contains("d3", "d4999", "d17").doesNotHaveDuplicates();
        assertThat(CandidatePool.choose(dataset, List.of("q"), found("d4999", "d17"), CandidatePool.LOOK, 1))
                .isEqualTo(pool);
        assertThat(CandidatePool.choose(dataset, List.of("q"), found("d4999", "d17"), CandidatePool.LOOK, 2))
                .isNotEqualTo(pool);
    }

    private static Run found(String... ids) {
        float[] scores = new float[ids.length];
        for (int i = 0; i < ids.length; i++) {
            scores[i] = ids.length - i;
        }
        return new Run(Map.of("q", Ranking.of(List.of(ids), scores)));
    }

    private static RagDataset dataset(int passages) {
        DatasetBuilder builder = RagDataset.builder("many").query("q", "question");
        for (int i = 0; i < passages; i++) {
            builder.passage("d" + i, "text " + i);
        }
        return builder.relevant("q", "d3").split(RagDataset.TRAIN, List.of("q")).build();
    }
}
