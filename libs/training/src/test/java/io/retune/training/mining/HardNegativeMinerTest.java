package io.retune.training.mining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.encoder.ModelIdentity;
import io.retune.encoder.Role;
import io.retune.encoder.VectorMatrix;
import io.retune.training.TrainingException;
import io.retune.training.evaluation.VectorSource;
import io.retune.training.search.EncodedSearch;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Vectors are one number: a passage {@code 0.7} scores 0.7 against the query {@code 1}. */
class HardNegativeMinerTest {
    private static final VectorSource NUMBERS = new VectorSource() {
        @Override
        public VectorMatrix encode(Role role, List<String> texts) {
            VectorMatrix vectors = VectorMatrix.zeros(texts.size(), 1);
            for (int i = 0; i < texts.size(); i++) {
                vectors.values()[i] = Float.parseFloat(texts.get(i).strip());
            }
            return vectors;
        }

        @Override
        public ModelIdentity identity() {
            return new ModelIdentity("passage", "query");
        }
    };

    /** Ranks: the positive .95, then .9, .8 and so on down to .1; and the positive's text once more. */
    private static RagDataset dataset() {
        DatasetBuilder builder = RagDataset.builder("numbers").query("q", "1").passage("positive", "0.95");
        builder.passage("copy", "0.95");
        for (int i = 9; i >= 1; i--) {
            builder.passage("d" + i, "0." + i);
        }
        return builder.relevant("q", "positive")
                .split(RagDataset.TRAIN, List.of("q"))
                .build();
    }

    @Test
    void ranksOfTheRangeCountAmongWhatIsNotRelevant() {
        HardNegativeMiner.Result result = mine(2, 5, 3, OptionalDouble.empty(), MiningOptions.Sampling.TOP);

        assertThat(result.dataset().negativeDocs().get("q")).containsExactly("d7", "d6", "d5");
        assertThat(result.audit().removed())
                .containsOnly(entry("relevant", 1), entry("same_text_as_relevant", 1), entry("above_range_min", 2));
        assertThat(result.audit().queries()).isEqualTo(1);
        assertThat(result.audit().negatives()).isEqualTo(3);
        assertThat(result.audit().shortOf()).isZero();
        assertThat(result.audit().samples())
                .singleElement()
                .extracting(MiningAudit.Sample::positive, MiningAudit.Sample::negative)
                .containsExactly("0.95", "0.7");
    }

    @Test
    void whatScoresTooNearThePositiveIsLeftOutAndNothingIsFilledUp() {
        // At most 0.4 * 0.95 = 0.38, so of ranks 1 to 8 only .3 and .2 remain.
        HardNegativeMiner.Result result = mine(0, 8, 5, OptionalDouble.of(0.6), MiningOptions.Sampling.TOP);

        assertThat(result.dataset().negativeDocs().get("q")).containsExactly("d3", "d2");
        assertThat(result.audit().removed()).containsEntry("relative_margin", 6);
        assertThat(result.audit().shortOf()).isEqualTo(1);
    }

    @Test
    void randomSamplingDrawsFromTheWholeRangeAndRepeatsWithItsSeed() {
        List<String> one = mine(1, 9, 4, OptionalDouble.empty(), MiningOptions.Sampling.RANDOM)
                .dataset()
                .negativeDocs()
                .get("q");
        assertThat(one).hasSize(4).doesNotHaveDuplicates().isSubsetOf("d8", "d7", "d6", "d5", "d4", "d3", "d2", "d1");
        assertThat(one).isNotEqualTo(List.of("d8", "d7", "d6", "d5"));
        assertThat(mine(1, 9, 4, OptionalDouble.empty(), MiningOptions.Sampling.RANDOM)
                        .dataset()
                        .negativeDocs()
                        .get("q"))
                .isEqualTo(one);
    }

    @Test
    void aRangeBeyondTheCorpusGivesNone() {
        HardNegativeMiner.Result result = mine(50, 60, 2, OptionalDouble.empty(), MiningOptions.Sampling.TOP);
        assertThat(result.dataset().negativeDocs()).isEmpty();
        assertThat(result.audit().shortOf()).isEqualTo(1);
    }

    @Test
    void impossibleOptionsAreExplained() {
        assertThatThrownBy(() -> mine(5, 5, 1, OptionalDouble.empty(), MiningOptions.Sampling.TOP))
                .isInstanceOf(TrainingException.class)
                .hasMessage("range is 5 to 5, expected a minimum of 0 or more and a larger maximum; choose for instance"
                        + " 10 to 100");
        assertThatThrownBy(() -> mine(5, 10, 6, OptionalDouble.empty(), MiningOptions.Sampling.TOP))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "negatives is 6, expected 1 to 5, the number of ranks from 5 to 10; widen the range or ask for"
                                + " fewer");
    }

    private static HardNegativeMiner.Result mine(
            int rangeMin, int rangeMax, int negatives, OptionalDouble margin, MiningOptions.Sampling sampling) {
        return HardNegativeMiner.mine(
                dataset(),
                List.of("q"),
                new EncodedSearch(NUMBERS, dataset()),
                new MiningOptions(rangeMin, rangeMax, negatives, margin, sampling, 12));
    }
}
