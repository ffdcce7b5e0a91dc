package io.retune.training.mining;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.training.search.EncodedSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is no negative although nobody marked it relevant. The number in front of a text is its vector. */
class UnmarkedAnswersTest {
    private static final OptionalDouble OFF = OptionalDouble.empty();
    private static final MiningOptions ALL = MiningOptions.of(0, 9, 9, MiningOptions.Sampling.TOP, 1);

    private final RagDataset dataset = RagDataset.builder("tides")
            .query("q", "1 when does the tide turn at the harbour mouth")
            .query("again", "1 When does the tide turn, at the harbour mouth?")
            .query("near", "0.9 hour of slack water by the pier")
            .query("far", "0.2 who repairs the crane")
            .query("elsewhere", "1 When does the tide turn at the harbour mouth??")
            .passage("answer", "0.95 The tide turns at the harbour mouth an hour after the table says")
            .passage("retold", "0.9 the tide turns at the harbour mouth, an hour after the table says so")
            .passage("of again", "0.8 slack water lasts a quarter of an hour")
            .passage("of near", "0.7 the pier's gauge runs behind the buoy's")
            .passage("of far", "0.6 the crane is repaired by its maker")
            .passage("of elsewhere", "0.5 neap tides turn later than spring tides")
            .passage("of nobody", "0.4 lorries leave at six")
            .relevant("q", "answer")
            .relevant("again", "of again")
            .relevant("near", "of near")
            .relevant("far", "of far")
            .relevant("elsewhere", "of elsewhere")
            .build();

    @Test
    void textsOfAnAnswerAndAnswersOfTheSameQuestionAreFoundByText() {
        HardNegativeMiner.Result result = mine(ALL);

        // An answer to quite another question, or to one that was not mined for, is as good a negative as any.
        assertThat(negatives(result)).containsExactly("of near", "of far", "of elsewhere", "of nobody");
        assertThat(result.audit().removed())
                .containsEntry("near_text_of_relevant", 1L)
                .containsEntry("answers_near_query", 2L); // "of again" for q, "answer" for again
    }

    @Test
    void aCopyOfANearQuestionsAnswerIsFoundByItsText() {
        RagDataset copied = RagDataset.builder("copied")
                .query("q", "1 when does the tide turn at the harbour mouth")
                .query("again", "1 When does the tide turn, at the harbour mouth?")
                .passage("answer", "0.9 an hour after the table says")
                .passage("of again", "0.8 slack water lasts a quarter of an hour")
                .passage("copy", "0.8 slack water lasts a quarter of an hour")
                .passage("of nobody", "0.4 lorries leave at six")
                .relevant("q", "answer")
                .relevant("again", "of again")
                .build();
        HardNegativeMiner.Result result =
                HardNegativeMiner.mine(copied, List.of("q", "again"), new EncodedSearch(new Numbers(), copied), ALL);

        assertThat(negatives(result)).containsExactly("of nobody");
    }

    @Test
    void byVectorsNearQueriesCountToo() {
        UnmarkedAnswers byVectors = new UnmarkedAnswers(OFF, OFF, OptionalDouble.of(0.85));
        HardNegativeMiner.Result result = mine(ALL.withUnmarked(byVectors));

        assertThat(negatives(result)).containsExactly("retold", "of far", "of elsewhere", "of nobody");
    }

    @Test
    void withoutAnyRuleOnlyWhatIsMarkedIsAnAnswer() {
        HardNegativeMiner.Result result = mine(ALL.withUnmarked(UnmarkedAnswers.NONE));

        assertThat(negatives(result))
                .containsExactly("retold", "of again", "of near", "of far", "of elsewhere", "of nobody");
    }

    @Test
    void aTeacherJudgesWhatTheModelRanks() {
        // To the teacher "retold" answers as well as "answer" does, and "of far" is worse than the model thinks.
        HardNegativeMiner.Result result = HardNegativeMiner.mine(
                dataset,
                List.of("q"),
                new EncodedSearch(new Numbers(), dataset),
                Optional.of(pairs -> {
                    float[] scores = new float[pairs.size()];
                    for (int i = 0; i < scores.length; i++) {
                        scores[i] = switch (pairs.get(i).passageId()) {
                            case "answer" -> 12;
                            case "retold" -> 11.5f;
                            case "of far" -> -3;
                            default -> 2;
                        };
                    }
                    return scores;
                }),
                MiningOptions.of(0, 4, 4, MiningOptions.Sampling.TOP, 1)
                        .withUnmarked(UnmarkedAnswers.NONE)
                        .withLimits(new ScoreLimits(OFF, OptionalDouble.of(1), OptionalDouble.of(0), OFF)));

        assertThat(negatives(result)).containsExactly("of again", "of near");
        assertThat(result.dataset().pairScores().get("q"))
                .containsOnly(Map.entry("answer", 12f), Map.entry("of again", 2f), Map.entry("of near", 2f));
        assertThat(result.audit().positiveScores().median()).isEqualTo(12);
        assertThat(result.audit().removed())
                .containsEntry("absolute_margin", 1L)
                .containsEntry("min_score", 1L);
    }

    @Test
    void aSecondRoundsTeacherScoresTheKeptNegativesToo() {
        RagDataset first = HardNegativeMiner.mine(
                        dataset,
                        List.of("q"),
                        new EncodedSearch(new Numbers(), dataset),
                        Optional.of(pairs -> new float[pairs.size()]),
                        MiningOptions.of(0, 3, 2, MiningOptions.Sampling.TOP, 1).withUnmarked(UnmarkedAnswers.NONE))
                .dataset();
        assertThat(first.negativeDocs().get("q")).containsExactly("retold", "of again");

        RagDataset second = HardNegativeMiner.mine(
                        first,
                        List.of("q"),
                        new EncodedSearch(new Numbers(), first),
                        Optional.of(pairs -> {
                            float[] scores = new float[pairs.size()];
                            for (int i = 0; i < scores.length; i++) {
                                scores[i] = pairs.get(i).passageId().length();
                            }
                            return scores;
                        }),
                        MiningOptions.of(0, 4, 2, MiningOptions.Sampling.TOP, 1)
                                .withUnmarked(UnmarkedAnswers.NONE)
                                .withEarlier(MiningOptions.Earlier.KEEP))
                .dataset();

        assertThat(second.negativeDocs().get("q")).containsExactly("retold", "of again", "of near", "of far");
        assertThat(second.pairScores().get("q"))
                .containsOnly(
                        Map.entry("answer", 6f),
                        Map.entry("retold", 6f),
                        Map.entry("of again", 8f),
                        Map.entry("of near", 7f),
                        Map.entry("of far", 6f));
    }

    @Test
    void countsAddUpAndSamplesSpreadOverManyQueries() {
        long seed = System.nanoTime();
        RagDataset many = many(new Random(seed));
        List<String> queries = List.copyOf(many.queries().keySet());
        MiningOptions options = MiningOptions.of(3, 1400, 5, MiningOptions.Sampling.RANDOM, 4)
                .withLimits(new ScoreLimits(
                        OptionalDouble.of(0.1),
                        OptionalDouble.of(0.05),
                        OptionalDouble.of(0.1),
                        OptionalDouble.of(0.8)))
                .withUnmarked(
                        new UnmarkedAnswers(OptionalDouble.of(0.3), OptionalDouble.of(0.5), OptionalDouble.of(0.9)));

        HardNegativeMiner.Result result =
                HardNegativeMiner.mine(many, queries, new EncodedSearch(new Numbers(), many), options);

        MiningAudit audit = result.audit();
        assertThat(audit.removed().keySet())
                .as("seed %s", seed)
                .contains("relative_margin", "max_score", "above_range_min");
        long removed =
                audit.removed().values().stream().mapToLong(Long::longValue).sum();
        assertThat(audit.ranked()).as("seed %s", seed).isEqualTo(removed + audit.allowed());
        int negatives = 0;
        int shortOf = 0;
        for (String query : queries) {
            int own = result.dataset()
                    .negativeDocs()
                    .getOrDefault(query, List.of())
                    .size();
            negatives += own;
            shortOf += own < 5 ? 1 : 0;
        }
        assertThat(audit.negatives()).as("seed %s", seed).isEqualTo(negatives);
        assertThat(audit.shortOf()).as("seed %s", seed).isEqualTo(shortOf);
        List<String> texts = List.copyOf(many.queries().values());
        List<Integer> places = new ArrayList<>();
        audit.samples().forEach(sample -> places.add(texts.indexOf(sample.query())));
        assertThat(places)
                .as("seed %s", seed)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(20);
        assertThat(places.get(19)).as("seed %s", seed).isGreaterThanOrEqualTo(19 * 1200 / 20);
    }

    /** More queries than one block, each with a positive above .9. */
    private static RagDataset many(Random random) {
        DatasetBuilder builder = RagDataset.builder("many");
        for (int i = 0; i < 1200; i++) {
            builder.query("q" + i, (0.5 + random.nextInt(500) / 1000.0) + " question " + i);
            builder.passage("p" + i, (0.9 + random.nextInt(100) / 1000.0) + " answer " + random.nextInt(100_000));
            builder.passage("n" + i, random.nextInt(1000) / 1000.0 + " aside " + random.nextInt(100_000));
            builder.relevant("q" + i, "p" + i);
        }
        return builder.build();
    }

    private HardNegativeMiner.Result mine(MiningOptions options) {
        return HardNegativeMiner.mine(
                dataset, List.of("q", "again", "near", "far"), new EncodedSearch(new Numbers(), dataset), options);
    }

    private static List<String> negatives(HardNegativeMiner.Result result) {
        return result.dataset().negativeDocs().get("q");
    }
}
