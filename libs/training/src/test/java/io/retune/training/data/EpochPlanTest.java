package io.retune.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.training.TinyData;
import io.retune.training.TrainingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochPlanTest {
    private static final TrainingSet PAIRS = TinyData.set(TinyData.pairs(30, 4));

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

    /** Every query has the same passage. */
    private static TrainingSet onePassage(int queries) {
        DatasetBuilder builder = RagDataset.builder("one").passage("p", "the text");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < queries; i++) {
            builder.query("q" + i, "question " + i).relevant("q" + i, "p");
            ids.add("q" + i);
        }
        return TinyData.set(builder.split(RagDataset.TRAIN, ids).build());
    }

    private static EpochPlan plan(TrainingSet set, BatchOptions options, long seed) {
        return new EpochPlan(List.of(set), options, seed);
    }

    @Test
    void noTextStandsTwiceInABatchAndEveryExampleOnceInAnEpoch() {
        RagDataset dataset = repeated();

        Set<String> seen = new HashSet<>();
        for (TrainingBatch batch :
                plan(TinyData.set(dataset), BatchOptions.of(4), 3).batches(0)) {
            assertThat(batch.examples())
                    .hasSizeBetween(2, 4)
                    .extracting(example -> dataset.corpus().get(example.positiveId()))
                    .doesNotHaveDuplicates();
            batch.examples()
                    .forEach(example -> assertThat(seen.add(example.queryId())).isTrue());
        }
        // At the end of an epoch a single example may be left over, which has no in-batch negative.
        assertThat(seen).hasSizeBetween(37, 40);
    }

    /** Texts of two examples, each a query, its positive and its hard negative. One left alone makes no batch. */
    @ParameterizedTest
    @CsvSource({
        "same, b, c, same, e, f",
        "same, b, c, d, same, f",
        "same, b, c, d, e, same",
        "a, same, c, d, same, f",
        "a, same, c, d, e, same",
        "a, b, same, d, e, same"
    })
    void aTextInAnyPlaceKeepsTwoExamplesApart(String a, String b, String c, String d, String e, String f) {
        TrainingSet set = TinyData.set(RagDataset.builder("two")
                .query("one", a)
                .passage("one's positive", b)
                .passage("one's negative", c)
                .query("other", d)
                .passage("other's positive", e)
                .passage("other's negative", f)
                .relevant("one", "one's positive")
                .negative("one", "one's negative")
                .relevant("other", "other's positive")
                .negative("other", "other's negative")
                .split(RagDataset.TRAIN, List.of("one", "other"))
                .build());
        EpochPlan plan = plan(set, BatchOptions.of(2).withNegatives(1), 1);

        // Enough epochs for both orders of the two.
        for (int epoch = 0; epoch < 10; epoch++) {
            assertThat(plan.batches(epoch)).isEmpty();
        }
        boolean amongNegatives = c.equals("same") || f.equals("same");
        assertThat(plan(set, BatchOptions.of(2), 1).batches(0))
                .as("without negatives")
                .hasSize(amongNegatives ? 1 : 0);
    }

    @Test
    void withoutRepeatedTextsAllBatchesButTheLastAreFull() {
        assertThat(plan(PAIRS, BatchOptions.of(8), 3).batches(0))
                .extracting(batch -> batch.examples().size())
                .containsExactly(8, 8, 8, 6);
    }

    @Test
    void epochsDifferAndTheSameSeedRepeats() {
        BatchOptions options = BatchOptions.of(8).withNegatives(1);
        EpochPlan plan = plan(PAIRS, options, 3);
        assertThat(plan.batches(0)).isEqualTo(plan.batches(0)).isNotEqualTo(plan.batches(1));
        assertThat(plan(PAIRS, options, 4).batches(0)).isNotEqualTo(plan.batches(0));
    }

    @Test
    void negativesAreDrawnAnewEachEpochAndMayBeFewer() {
        EpochPlan one = plan(PAIRS, BatchOptions.of(8).withNegatives(1), 3);
        Set<String> drawn = new HashSet<>();
        for (int epoch = 0; epoch < 20; epoch++) {
            one.batches(epoch).forEach(batch -> batch.examples().forEach(example -> {
                assertThat(example.negativeIds()).hasSize(1);
                drawn.addAll(example.negativeIds());
            }));
        }
        // 30 queries have n<i>, 15 of them m<i> as well.
        assertThat(drawn).hasSize(45);
        plan(PAIRS, BatchOptions.of(8).withNegatives(5), 3).batches(0).forEach(batch -> batch.examples()
                .forEach(example ->
                        assertThat(example.negativeIds()).hasSizeBetween(1, 2).doesNotHaveDuplicates()));
    }

    @Test
    void ofCopiesOneIsDrawnAndNoneOfThePositive() {
        RagDataset dataset = RagDataset.builder("copies")
                .query("a", "first question")
                .query("b", "second question")
                .passage("p", "first answer")
                .passage("copy", "first answer")
                .passage("wrong", "no answer")
                .passage("again", "no answer")
                .passage("other", "second answer")
                .relevant("a", "p")
                .relevant("b", "other")
                .negative("a", "copy")
                .negative("a", "wrong")
                .negative("a", "again")
                .split(RagDataset.TRAIN, List.of("a", "b"))
                .build();

        assertThat(plan(TinyData.set(dataset), BatchOptions.of(2).withNegatives(3), 1)
                        .batches(0))
                .singleElement()
                .satisfies(batch -> assertThat(batch.examples()).allSatisfy(example -> assertThat(example.negativeIds())
                        .hasSize(example.queryId().equals("a") ? 1 : 0)
                        .doesNotContain("copy")));
    }

    @Test
    void lengthGroupingBringsSimilarLengthsTogetherInAnotherOrderEachEpoch() {
        DatasetBuilder builder = RagDataset.builder("lengths");
        Random random = new Random(7);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String id = "q" + i;
            builder.query(id, "question " + i).passage("p" + i, i + "x".repeat(1 + random.nextInt(500)));
            builder.relevant(id, "p" + i);
            ids.add(id);
        }
        RagDataset dataset = builder.split(RagDataset.TRAIN, ids).build();
        EpochPlan grouped = plan(TinyData.set(dataset), BatchOptions.of(10).withLengthGrouping(true), 1);

        assertThat(grouped.batches(0))
                .allSatisfy(batch -> assertThat(spread(dataset, batch)).isLessThan(120));
        assertThat(grouped.batches(0)).isEqualTo(grouped.batches(0)).isNotEqualTo(grouped.batches(1));
        assertThat(grouped.batches(0).stream()
                        .mapToInt(batch -> longest(dataset, batch))
                        .boxed()
                        .toList())
                .isNotEqualTo(grouped.batches(0).stream()
                        .mapToInt(batch -> longest(dataset, batch))
                        .sorted()
                        .boxed()
                        .toList());
    }

    private static int longest(RagDataset dataset, TrainingBatch batch) {
        return lengths(dataset, batch).stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElseThrow();
    }

    private static int spread(RagDataset dataset, TrainingBatch batch) {
        return longest(dataset, batch)
                - lengths(dataset, batch).stream()
                        .mapToInt(Integer::intValue)
                        .min()
                        .orElseThrow();
    }

    private static List<Integer> lengths(RagDataset dataset, TrainingBatch batch) {
        return batch.examples().stream()
                .map(example -> dataset.corpus().get(example.positiveId()).length())
                .toList();
    }

    @Test
    void dataSetsTakeTurnsAndStayApart() {
        TrainingSet other = TinyData.set(TinyData.keys());
        List<TrainingBatch> batches = new EpochPlan(List.of(PAIRS, other), BatchOptions.of(5), 2).batches(0);

        assertThat(batches).filteredOn(batch -> batch.set().equals(PAIRS)).hasSize(6);
        assertThat(batches)
                .filteredOn(batch -> batch.set().equals(other))
                .flatExtracting(TrainingBatch::examples)
                .hasSizeBetween(50, 52)
                .allSatisfy(example -> assertThat(other.examples()).contains(example));
        String turns = batches.stream()
                .map(batch -> batch.set().equals(PAIRS) ? "a" : "b")
                .collect(Collectors.joining());
        assertThat(turns).doesNotMatch("a+b+|b+a+");
    }

    /** Quadratic postponing would need ten billion looks here. */
    @Test
    void onePassageForAllIsPlannedInLinearTimeAndCannotTrain() {
        EpochPlan plan = plan(onePassage(100_000), BatchOptions.of(64), 1);

        assertThat(plan.batches(0).size()).isZero();
        assertThatThrownBy(() -> new StepPlan(plan, BatchOptions.of(64)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("training pairs: no two of them can stand in one batch, since all share a text;"
                        + " expected different queries and passages; add such pairs to the split train");
    }

    @Test
    void stepsGoThroughTheEpochsInOrder() {
        BatchOptions options = new BatchOptions(2, 8, 3, 0, false);
        EpochPlan epochs = plan(PAIRS, options, 3);
        StepPlan steps = new StepPlan(epochs, options);

        // Four batches per epoch: three for its first step, one for its second.
        assertThat(steps.count()).isEqualTo(4);
        assertThat(steps.at(1).batches()).isEqualTo(epochs.batches(0).subList(0, 3));
        assertThat(steps.at(2).batches()).isEqualTo(epochs.batches(0).subList(3, 4));
        assertThat(steps.at(3))
                .isEqualTo(new StepPlan.Step(3, 1, epochs.batches(1).subList(0, 3)));
        assertThat(steps.at(1).epoch()).isZero();
    }
}
