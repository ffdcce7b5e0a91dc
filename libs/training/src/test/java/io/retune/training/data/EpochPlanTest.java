package io.retune.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.training.TinyData;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EpochPlanTest {
    /** Four queries per passage, and every passage twice under two ids. */
    private static RagDataset repeated() {
        DatasetBuilder builder = RagDataset.builder("repeated");
        List<String> ids = new ArrayList<>();
        for (int passage = 0; passage < 10; passage++) {
            builder.passage("p" + passage, "text " + passage / 2);
            for (int i = 0; i < 4; i++) {
                String id = "q" + passage + "-" + i;
                builder.query(id, "question " + id);
                builder.relevant(id, "p" + passage);
                ids.add(id);
            }
        }
        return builder.split(RagDataset.TRAIN, ids).build();
    }

    @Test
    void noTextStandsTwiceInABatchAndEveryExampleOnceInAnEpoch() {
        RagDataset dataset = repeated();
        List<List<TrainingExample>> batches = new EpochPlan(TinyData.set(dataset), 0, 3).batches(0, 4);

        Set<String> seen = new HashSet<>();
        for (List<TrainingExample> batch : batches) {
            assertThat(batch)
                    .extracting(example -> dataset.corpus().get(example.positiveId()))
                    .doesNotHaveDuplicates();
            batch.forEach(example -> assertThat(seen.add(example.queryId())).isTrue());
        }
        // At the end of an epoch a single example may be left over, which has no in-batch negative.
        assertThat(seen).hasSizeBetween(37, 40);
    }

    @Test
    void epochsDifferAndTheSameSeedRepeats() {
        EpochPlan plan = new EpochPlan(TinyData.set(TinyData.pairs(30, 4)), 1, 3);
        assertThat(plan.batches(0, 8)).isEqualTo(plan.batches(0, 8));
        assertThat(plan.batches(1, 8)).isNotEqualTo(plan.batches(0, 8));
        assertThat(new EpochPlan(TinyData.set(TinyData.pairs(30, 4)), 1, 4).batches(0, 8))
                .isNotEqualTo(plan.batches(0, 8));
    }

    @Test
    void negativesAreDrawnAnewEachEpochAndMayBeFewer() {
        EpochPlan plan = new EpochPlan(TinyData.set(TinyData.pairs(30, 4)), 1, 3);
        Set<String> drawn = new HashSet<>();
        for (int epoch = 0; epoch < 20; epoch++) {
            plan.batches(epoch, 8)
                    .forEach(batch -> batch.forEach(example -> {
                        assertThat(example.negativeIds()).hasSize(1);
                        drawn.addAll(example.negativeIds());
                    }));
        }
        // 30 queries have n<i>, 15 of them m<i> as well.
        assertThat(drawn).hasSize(45);
        new EpochPlan(TinyData.set(TinyData.pairs(30, 4)), 5, 3)
                .batches(0, 8)
                .forEach(batch -> batch.forEach(
                        example -> assertThat(example.negativeIds()).hasSizeBetween(1, 2)));
    }
}
