package io.retune.training.mining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.training.TrainingException;
import io.retune.training.search.EncodedSearch;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Ranks and scores: the positive .95, its copy, then .9, .8 and so on down to .1. */
class HardNegativeMinerTest {
    private static final MiningOptions.Sampling TOP = MiningOptions.Sampling.TOP;
    private static final OptionalDouble OFF = OptionalDouble.empty();

    private final RagDataset dataset = dataset();

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
        HardNegativeMiner.Result result = mine(MiningOptions.of(2, 5, 3, TOP, 12));

        assertThat(negatives(result)).containsExactly("d7", "d6", "d5");
        assertThat(result.audit().removed())
                .containsExactly(
                        entry("relevant", 1L), entry("same_text_as_relevant", 1L), entry("above_range_min", 2L));
        assertThat(result.audit().queries()).isEqualTo(1);
        assertThat(result.audit().ranked()).isEqualTo(7);
        assertThat(result.audit().allowed()).isEqualTo(3);
        assertThat(result.audit().negatives()).isEqualTo(3);
        assertThat(result.audit().shortOf()).isZero();
    }

    @Test
    void theAuditShowsTextsAndWhereScoresLie() {
        MiningAudit audit = mine(MiningOptions.of(2, 9, 3, TOP, 12)).audit();

        MiningAudit.Sample sample = audit.samples().get(0);
        assertThat(audit.samples()).hasSize(1);
        assertThat(sample.query()).isEqualTo("1");
        assertThat(sample.positive()).isEqualTo("0.95");
        assertThat(sample.positiveScore()).isEqualTo(0.95, within(1e-6));
        assertThat(sample.negatives())
                .extracting(MiningAudit.ScoredText::passage)
                .containsExactly("0.7", "0.6", "0.5");
        assertThat(sample.negatives().get(2).score()).isEqualTo(0.5, within(1e-6));
        assertThat(audit.negativeScores().lowest()).isEqualTo(0.5, within(1e-6));
        assertThat(audit.negativeScores().median()).isEqualTo(0.6, within(1e-6));
        assertThat(audit.negativeScores().highest()).isEqualTo(0.7, within(1e-6));
        assertThat(audit.positiveScores().low()).isEqualTo(0.95, within(1e-6));
    }

    @Test
    void whatScoresAShareTooNearThePositiveIsLeftOutAndNothingIsFilledUp() {
        // At most 0.4 * 0.95 = 0.38, so of ranks 1 to 8 only .3 and .2 remain.
        HardNegativeMiner.Result result =
                mine(MiningOptions.of(0, 8, 5, TOP, 12).withLimits(ScoreLimits.relativeMargin(OptionalDouble.of(0.6))));

        assertThat(negatives(result)).containsExactly("d3", "d2");
        assertThat(result.audit().removed()).containsEntry("relative_margin", 6L);
        assertThat(result.audit().shortOf()).isEqualTo(1);
    }

    @Test
    void limitsOfTheScoreItself() {
        HardNegativeMiner.Result result = mine(MiningOptions.of(0, 9, 5, TOP, 12)
                .withLimits(new ScoreLimits(
                        OFF, OptionalDouble.of(0.2), OptionalDouble.of(0.25), OptionalDouble.of(0.65))));

        // .9 and .8 are within .2 of .95; .7 is above .65; .2 and .1 are below .25.
        assertThat(negatives(result)).containsExactly("d6", "d5", "d4", "d3");
        assertThat(result.audit().removed())
                .containsEntry("absolute_margin", 2L)
                .containsEntry("max_score", 1L)
                .containsEntry("min_score", 2L);
    }

    @Test
    void marginsAreHeldAgainstTheLowestOfSeveralPositives() {
        RagDataset two = RagDataset.builder("two")
                .query("q", "1")
                .passage("high", "0.9")
                .passage("low", "0.5")
                .passage("between", "0.6")
                .passage("below", "0.4")
                .relevant("q", "high")
                .relevant("q", "low")
                .build();
        HardNegativeMiner.Result result = mine(
                two, MiningOptions.of(0, 4, 2, TOP, 1).withLimits(ScoreLimits.relativeMargin(OptionalDouble.of(0))));

        assertThat(negatives(result)).containsExactly("below");
        assertThat(result.audit().samples().get(0).positive()).isEqualTo("0.5");
    }

    @Test
    void randomSamplingDrawsFromTheWholeRangeAndRepeatsWithItsSeed() {
        MiningOptions options = MiningOptions.of(1, 9, 4, MiningOptions.Sampling.RANDOM, 12);
        List<String> one = negatives(mine(options));

        assertThat(one).hasSize(4).doesNotHaveDuplicates().isSubsetOf("d8", "d7", "d6", "d5", "d4", "d3", "d2", "d1");
        assertThat(one).isNotEqualTo(List.of("d8", "d7", "d6", "d5"));
        assertThat(negatives(mine(options))).isEqualTo(one);
        assertThat(negatives(mine(MiningOptions.of(1, 9, 4, MiningOptions.Sampling.RANDOM, 13))))
                .isNotEqualTo(one);
    }

    @Test
    void aRangeBeyondTheCorpusGivesNone() {
        HardNegativeMiner.Result result = mine(MiningOptions.of(50, 60, 2, TOP, 12));

        assertThat(result.dataset().negativeDocs()).isEmpty();
        assertThat(result.audit().shortOf()).isEqualTo(1);
    }

    @Test
    void aFurtherRoundReplacesEarlierNegativesOrAddsToThem() {
        RagDataset mined = mine(MiningOptions.of(0, 9, 2, TOP, 1)).dataset();
        assertThat(mined.negativeDocs().get("q")).containsExactly("d9", "d8");

        MiningOptions second = MiningOptions.of(0, 9, 3, TOP, 1);
        assertThat(negatives(mine(mined, second))).containsExactly("d9", "d8", "d7");
        HardNegativeMiner.Result kept = mine(mined, second.withEarlier(MiningOptions.Earlier.KEEP));
        assertThat(negatives(kept)).containsExactly("d9", "d8", "d7", "d6", "d5");
        assertThat(kept.audit().removed()).containsEntry("already_negative", 2L);
        assertThat(kept.audit().negatives()).isEqualTo(3);
    }

    @Test
    void impossibleOptionsAreExplained() {
        assertRefused(
                () -> MiningOptions.of(5, 5, 1, TOP, 1),
                "range is 5 to 5, expected a minimum of 0 or more and a larger maximum; choose for instance 10 to 100");
        assertRefused(
                () -> MiningOptions.of(5, 10, 6, TOP, 1),
                "negatives to mine is 6, expected 1 to 5, the number of ranks from 5 to 10; widen the range or ask for fewer");
        assertRefused(
                () -> ScoreLimits.relativeMargin(OptionalDouble.of(1)),
                "relative margin is 1.0, expected 0 or more and below 1");
        assertRefused(
                () -> new ScoreLimits(OFF, OptionalDouble.of(-0.1), OFF, OFF),
                "absolute margin is -0.1, expected 0 or more");
        assertRefused(
                () -> new ScoreLimits(OFF, OFF, OptionalDouble.of(0.8), OptionalDouble.of(0.7)),
                "minimum score is 0.8, expected at most the maximum score, 0.7; exchange or change them");
        assertRefused(
                () -> new UnmarkedAnswers(OptionalDouble.of(0), OFF, OFF),
                "similarity of passages is 0.0, expected more than 0, at most 1");
        assertRefused(
                () -> new UnmarkedAnswers(OFF, OFF, OptionalDouble.of(Double.NaN)),
                "nearness of queries is NaN, expected a finite number");
    }

    private static void assertRefused(Runnable options, String message) {
        assertThatThrownBy(options::run).isInstanceOf(TrainingException.class).hasMessage(message);
    }

    private HardNegativeMiner.Result mine(MiningOptions options) {
        return mine(dataset, options);
    }

    private static HardNegativeMiner.Result mine(RagDataset dataset, MiningOptions options) {
        return HardNegativeMiner.mine(dataset, List.of("q"), new EncodedSearch(new Numbers(), dataset), options);
    }

    private static List<String> negatives(HardNegativeMiner.Result result) {
        return result.dataset().negativeDocs().get("q");
    }
}
