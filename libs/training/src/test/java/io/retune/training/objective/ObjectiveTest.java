package io.retune.training.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.encoder.Dtype;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.text.TextTokenizer;
import io.retune.training.TinyData;
import io.retune.training.Trainer;
import io.retune.training.TrainingException;
import io.retune.training.TrainingListener;
import io.retune.training.data.TokenizedBatch;
import io.retune.training.data.TrainingExample;
import io.retune.training.data.TrainingSet;
import io.retune.training.evaluation.VectorSource;
import io.retune.training.loss.AnglELoss;
import io.retune.training.loss.CoSENTLoss;
import io.retune.training.loss.GISTEmbedLoss;
import io.retune.training.loss.GISTEmbedLoss.MarginStrategy;
import io.retune.training.loss.MarginMSELoss;
import io.retune.training.loss.MultipleNegativesRankingLoss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectiveTest {
    @TempDir
    Path folder;

    private ModelFolder model;
    private int runs;

    @BeforeEach
    void writeModel() throws IOException {
        model = TinyData.model(folder.resolve("model"));
    }

    @Test
    void rowsAndColumnsOfABatchKnowTheirTextsAndNegatives() {
        // Texts of different lengths, so that the network's order is not the examples'.
        RagDataset dataset = varied();
        List<TrainingExample> examples = TinyData.set(dataset).examples();
        try (TextTokenizer tokenizer = model.openTokenizer()) {
            TokenizedBatch batch = TokenizedBatch.of(
                    dataset, examples, tokenizer, model.description().prompts());

            assertThat(batch.queryIds())
                    .isNotEqualTo(
                            examples.stream().map(TrainingExample::queryId).toList());
            for (int row = 0; row < batch.queryIds().size(); row++) {
                String query = batch.queryIds().get(row);
                TrainingExample example = examples.stream()
                        .filter(own -> own.queryId().equals(query))
                        .findFirst()
                        .orElseThrow();
                assertThat(batch.candidateIds().get(batch.positiveOf(row))).isEqualTo(example.positiveId());
                assertThat(Arrays.stream(batch.negativesOf(row))
                                .mapToObj(column -> batch.candidateIds().get(column)))
                        .containsExactlyElementsOf(example.negativeIds());
            }
        }
    }

    @Test
    void aGuideThatTakesEverythingForPositiveLeavesNothingToLearn() {
        TrainingSet set = TinyData.set(TinyData.pairs(12, 4));
        TextVectors guide = vectors(set);

        assertThat(losses(set.withObjective(Objective.guided(
                                new GISTEmbedLoss(0.05f, MarginStrategy.ABSOLUTE, 2, true, true), guide)))
                        .get(0))
                .isZero();
        assertThat(losses(set.withObjective(Objective.guided(
                                new GISTEmbedLoss(0.05f, MarginStrategy.ABSOLUTE, 0, true, true), guide)))
                        .get(0))
                .isPositive();
    }

    @Test
    void symmetricAndNestedLossesFall() {
        TrainingSet set = TinyData.set(TinyData.pairs(12, 4));
        assertFall(losses(set.withObjective(Objective.inBatchNegatives(new MultipleNegativesRankingLoss(20, true)))));
        assertFall(losses(set.withObjective(Objective.inBatchNegatives(new MultipleNegativesRankingLoss(20))
                .nested(List.of(model.description().dimensions(), 4)))));
    }

    @Test
    void scoredPairsLearnTheirOrder() {
        RagDataset pairs = TinyData.pairs(12, 4);
        Map<String, Map<String, Float>> scores = new HashMap<>();
        for (int i = 0; i < 12; i++) {
            scores.put("q" + i, Map.of("p" + i, i / 11f));
        }
        // A query may have scored pairs only.
        RagDataset scored = withScores(pairs, scores, "q3");
        TrainingSet set = TrainingSet.ofScores(scored, scored.split(RagDataset.TRAIN));

        assertFall(losses(set.withObjective(Objective.scored(new CoSENTLoss(20), scored))));
        assertFall(losses(set.withObjective(Objective.scored(new AnglELoss(20), scored))));
        assertThatThrownBy(() -> TinyData.set(pairs).withObjective(Objective.scored(new CoSENTLoss(20), pairs)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("expected query, passage, score for CoSENTLoss; add score");
        assertThatThrownBy(() -> TrainingSet.ofScores(pairs, pairs.split(RagDataset.TRAIN)))
                .hasMessage("pairs: has 0 scored pairs, expected at least 2; add pair_scores of queries in the split"
                        + " train");
    }

    @Test
    void scoresOfOneQueryMeetInABatchAndALossNeedsTwoExamples() {
        RagDataset pairs = TinyData.pairs(12, 4);
        Map<String, Float> scores = new HashMap<>();
        for (int i = 0; i < 12; i++) {
            scores.put("p" + i, i / 11f);
        }
        RagDataset scored = withScores(pairs, Map.of("q3", scores), "q3");
        TrainingSet set = TrainingSet.ofScores(scored, scored.split(RagDataset.TRAIN));

        assertFall(losses(set.withObjective(Objective.scored(new CoSENTLoss(20), scored))));
        TrainingSet one = set.withExamples(set.examples().subList(0, 1));
        assertThatThrownBy(() -> one.withObjective(Objective.scored(new CoSENTLoss(20), scored)))
                .hasMessage("pairs: has 1 examples that its loss learns from, expected at least 2; add such examples to"
                        + " the split train");
    }

    @Test
    void aStudentOfItselfHasNothingToLearnAndAnotherTeacherIsFollowed() throws IOException {
        TrainingSet set = TinyData.set(TinyData.pairs(12, 4));
        assertThat(losses(set.withObjective(Objective.distilledInBatch(new MarginMSELoss(1), vectors(set)))))
                .first()
                .satisfies(loss -> assertThat(loss).isLessThan(1e-10));

        Set<String> asked = new HashSet<>();
        List<Double> losses = losses(set.withObjective(Objective.distilled(new MarginMSELoss(1), pairs -> {
            float[] scores = new float[pairs.size()];
            for (int i = 0; i < scores.length; i++) {
                asked.add(pairs.get(i).passageId().substring(0, 1));
                scores[i] = pairs.get(i).passageId().startsWith("p") ? 0.9f : 0.1f;
            }
            return scores;
        })));
        assertFall(losses);
        assertThat(asked).containsExactlyInAnyOrder("p", "n", "m");
    }

    @Test
    void aScoreThatIsMissingIsNamedBeforeTheTraining() {
        RagDataset dataset = TinyData.pairs(4, 4).withPairScores(Map.of("q0", Map.of("p0", 0.5f)));
        assertThatThrownBy(() -> TinyData.set(dataset)
                        .withObjective(Objective.distilled(new MarginMSELoss(1), new StoredScores(dataset))))
                .isInstanceOf(TrainingException.class)
                .hasMessageMatching(
                        "pairs: pair_scores has nothing for the query \"q\\d\" and the passage \"[pnm]\\d\","
                                + " expected a score; add it, or mine with a teacher");
    }

    @Test
    void examplesWithoutNegativesHaveNothingToLearnFromATeacher() {
        RagDataset dataset = TinyData.pairs(6, 4)
                .withNegatives(Map.of("q1", List.of("n1"), "q4", List.of("n4")))
                .withPairScores(Map.of("q1", Map.of("p1", 1f, "n1", 0f), "q4", Map.of("p4", 1f, "n4", 0f)));
        TrainingSet set = TinyData.set(dataset)
                .withObjective(Objective.distilled(new MarginMSELoss(1), new StoredScores(dataset)));

        assertThat(set.examples()).extracting(TrainingExample::queryId).containsExactly("q1", "q4");
        assertThatThrownBy(() -> TinyData.set(dataset.withPairScores(Map.of()))
                        .withObjective(Objective.distilled(
                                new MarginMSELoss(1), new StoredScores(dataset.withPairScores(Map.of())))))
                .hasMessage("pairs: has query, passage, positive, negatives, expected query, positive, negatives,"
                        + " teacher scores for MarginMSELoss; add teacher scores or choose another loss");
    }

    private static void assertFall(List<Double> losses) {
        assertThat(losses.get(losses.size() - 1)).isLessThan(0.8 * losses.get(0));
    }

    /** The same with scores, and nothing relevant to one of the queries. */
    private static RagDataset withScores(
            RagDataset dataset, Map<String, Map<String, Float>> scores, String withoutRelevant) {
        DatasetBuilder builder = RagDataset.builder(dataset.name());
        dataset.queries().forEach(builder::query);
        dataset.corpus().forEach(builder::passage);
        dataset.relevantDocs().forEach((query, relevant) -> {
            if (!query.equals(withoutRelevant)) {
                relevant.keySet().forEach(passage -> builder.relevant(query, passage));
            }
        });
        scores.forEach((query, own) -> own.forEach((passage, score) -> builder.pairScore(query, passage, score)));
        return builder.split(RagDataset.TRAIN, dataset.split(RagDataset.TRAIN)).build();
    }

    private static RagDataset varied() {
        var builder = RagDataset.builder("varied");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            builder.query("q" + i, "a ".repeat(1 + (i * 4) % 7) + (char) ('a' + i));
            builder.passage("p" + i, "b ".repeat(1 + (i * 5) % 7) + (char) ('a' + i));
            builder.relevant("q" + i, "p" + i);
            for (int negative = 0; negative < i % 3; negative++) {
                String id = "n" + i + negative;
                builder.passage(id, "c ".repeat(1 + (i + negative * 3) % 5) + (char) ('a' + i) + " " + negative);
                builder.negative("q" + i, id);
            }
            ids.add("q" + i);
        }
        return builder.split(RagDataset.TRAIN, ids).build();
    }

    private TextVectors vectors(TrainingSet set) {
        try (TextEncoder encoder = TextEncoder.open(model, Dtype.FP32)) {
            return TextVectors.of(set, VectorSource.fresh(encoder));
        }
    }

    /** Of every step of 30 epochs, each one batch. */
    private List<Double> losses(TrainingSet set) {
        List<Double> losses = new ArrayList<>();
        runs++;
        new Trainer(model, List.of(set), TinyData.options(30, 12, 2, 2e-3), Optional.empty(), new TrainingListener() {
                    @Override
                    public void stepped(Step step) {
                        losses.add(step.loss());
                    }
                })
                .run(folder.resolve("state" + runs));
        return losses;
    }
}
