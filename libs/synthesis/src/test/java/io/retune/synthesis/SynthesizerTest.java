package io.retune.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.dataset.RagDataset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class SynthesizerTest {
    private static final String LONG_ANSWER = "an answer that is long enough";

    private final RagDataset dataset = RagDataset.builder("plants")
            .passage("d1", "about roses")
            .passage("d2", "about tulips")
            .passage("d3", "about oaks")
            .passage("d4", "about oaks")
            .query("q1", "When do roses flower?")
            .query("q2", "Where do tulips come from originally?")
            .query("q3", "Is an oak a judged tree?")
            .relevant("q1", "d1")
            .relevant("q2", "d1", 2)
            .relevant("q3", "d3", 0)
            .negative("q1", "d2")
            .pairScore("q1", "d1", 0.5f)
            .referenceAnswer("q1", "In June.")
            .split("train", List.of("q1"))
            .split("val", List.of("q2"))
            .build();

    @Test
    void takesPassagesWithoutQuestions() {
        assertThat(SynthesisInput.of(dataset).passages()).containsExactly("d2", "d3", "d4");
    }

    @Test
    void dropsForTheFirstReasonAndCounts() {
        // Given
        PassageAnswer tulips = new PassageAnswer(
                Outcome.ANSWERED,
                List.of(
                        pair("How tall do tulips grow?", LONG_ANSWER),
                        pair("Short?", "五个字的答"),
                        pair("Long enough to stay?", "六个字的答案"),
                        pair("how tall do tulips grow", LONG_ANSWER),
                        pair("When do roses flower", LONG_ANSWER),
                        pair("Where do tulips come from, originally then?", LONG_ANSWER),
                        pair("How tall do tulips grow up?", LONG_ANSWER),
                        pair("lost", LONG_ANSWER)),
                1,
                2,
                new CallCounts(1, 0, 0, 0));
        PassageAnswer oaks = PassageAnswer.without(Outcome.UNREADABLE, new CallCounts(3, 3, 0, 0));
        Fixed source = new Fixed(Map.of("d2", tulips, "d3", oaks));
        RoundTrip roundTrip = (pairs, limit) -> pairs.stream()
                .mapToInt(pair -> pair.question().equals("lost") ? 11 : limit)
                .toArray();
        // When
        SynthesisResult result = new Synthesizer(source, Optional.of(roundTrip), FilterOptions.defaults())
                .run(SynthesisInput.of(dataset), SynthesisListener.SILENT, Cancellation.NEVER);
        // Then
        assertThat(source.asked).containsExactly("d2", "d3");
        assertThat(result.pairs())
                .extracting(SyntheticPair::question)
                .containsExactly("How tall do tulips grow?", "Long enough to stay?");
        assertThat(result.counts())
                .isEqualTo(new SynthesisCounts(
                        3,
                        1,
                        0,
                        Map.of(Outcome.ANSWERED, 1, Outcome.UNREADABLE, 1),
                        new CallCounts(4, 3, 0, 0),
                        11,
                        Map.of(
                                DropReason.INCOMPLETE, 1,
                                DropReason.SURPLUS, 2,
                                DropReason.TOO_SHORT, 1,
                                DropReason.DUPLICATE, 2,
                                DropReason.ROUND_TRIP, 1,
                                DropReason.NEAR_DUPLICATE, 2),
                        2));
        assertThat(result.text())
                .isEqualTo(
                        """
                source: fixed
                passages: 3, of which 1 answered, 0 extracted, 1 unreadable, 0 refused, 1 copies of others (0 resumed)
                requests: 4, of which 2 repeated; answers: 3 malformed, 0 repaired; 0 transient errors
                pairs: 11, of which 2 kept, 1 incomplete, 2 more than asked for, 1 answer too short, 2 duplicate,\
                 1 does not find its passage, 2 near duplicate""");
    }

    @Test
    void addsToTrainAndTouchesNothingElse() {
        // Given
        SynthesisResult result = new Synthesizer(oneEach(), Optional.empty(), FilterOptions.defaults())
                .run(SynthesisInput.of(dataset), SynthesisListener.SILENT, Cancellation.NEVER);
        String added = result.pairs().get(0).queryId();
        // When
        RagDataset more = result.addTo(dataset);
        // Then
        assertThat(added).matches("synthetic-[0-9a-f]{16}");
        assertThat(more.split("train"))
                .containsExactly("q1", added, result.pairs().get(1).queryId());
        assertThat(more.split("val")).containsExactly("q2");
        assertThat(more.splitDigest("val")).isEqualTo(dataset.splitDigest("val"));
        assertThat(more.corpusDigest()).isEqualTo(dataset.corpusDigest());
        assertThat(more.queries()).containsAllEntriesOf(dataset.queries()).containsEntry(added, "Tell me of d2 please");
        assertThat(more.relevantDocs())
                .containsAllEntriesOf(dataset.relevantDocs())
                .containsEntry(added, Map.of("d2", 1));
        assertThat(more.referenceAnswers()).containsEntry("q1", "In June.").containsEntry(added, LONG_ANSWER);
        assertThat(more.negativeDocs()).isEqualTo(dataset.negativeDocs());
        assertThat(more.pairScores()).isEqualTo(dataset.pairScores());
        assertThat(SynthesisInput.of(more).passages()).containsExactly("d4");
        assertThat(result.text()).endsWith("round trip: not checked");
    }

    @Test
    void checksTheRoundTripInBatchesAndStops() {
        Map<String, String> corpus = new LinkedHashMap<>();
        for (int i = 0; i < 130; i++) {
            corpus.put("d" + i, "passage " + i);
        }
        List<Integer> batches = new ArrayList<>();
        RoundTrip roundTrip = (pairs, limit) -> {
            batches.add(pairs.size());
            return new int[pairs.size()];
        };
        Synthesizer synthesizer = new Synthesizer(oneEach(), Optional.of(roundTrip), FilterOptions.defaults());
        SynthesisInput input = SynthesisInput.of(corpus);
        // When
        SynthesisResult result = synthesizer.run(input, SynthesisListener.SILENT, Cancellation.NEVER);
        // Then
        assertThat(batches).containsExactly(64, 64, 2);
        assertThat(result.counts().dropped(DropReason.ROUND_TRIP)).isEqualTo(130);
        assertThat(result.pairs()).isEmpty();
        assertThatThrownBy(() -> synthesizer.run(input, SynthesisListener.SILENT, () -> batches.size() > 4))
                .isInstanceOf(CancellationException.class);
        assertThat(batches).hasSize(5);
    }

    @Test
    void refusesCountsThatDoNotAddUp() {
        assertThatThrownBy(() ->
                        new SynthesisCounts(2, 0, 0, Map.of(Outcome.EXTRACTED, 1), CallCounts.NONE, 0, Map.of(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("synthesis: 2 passages do not agree with 0 copies and outcomes {EXTRACTED=1};"
                        + " every count is one of a whole");
        assertThatThrownBy(() -> new SynthesisCounts(
                        1, 0, 0, Map.of(Outcome.EXTRACTED, 1), CallCounts.NONE, 2, Map.of(DropReason.TOO_SHORT, 2), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("synthesis: 2 pairs do not agree with 1 kept and {TOO_SHORT=2} dropped;"
                        + " every count is one of a whole");
    }

    private static QuestionAnswer pair(String question, String answer) {
        return new QuestionAnswer(question, answer);
    }

    /** A source with one pair per passage. */
    private static PairSource oneEach() {
        return new PairSource() {
            @Override
            public String description() {
                return "one each";
            }

            @Override
            public Answers answer(SynthesisInput input, SynthesisListener listener, Cancellation cancellation) {
                Map<String, PassageAnswer> answers = new LinkedHashMap<>();
                input.passages()
                        .forEach(id -> answers.put(
                                id,
                                new PassageAnswer(
                                        Outcome.EXTRACTED,
                                        List.of(pair("Tell me of " + id + " please", LONG_ANSWER)),
                                        0,
                                        0,
                                        CallCounts.NONE)));
                return new Answers(answers, 0);
            }
        };
    }

    private static final class Fixed implements PairSource {
        private final Map<String, PassageAnswer> answers;
        private final List<String> asked = new ArrayList<>();

        Fixed(Map<String, PassageAnswer> answers) {
            this.answers = answers;
        }

        @Override
        public String description() {
            return "fixed";
        }

        @Override
        public Answers answer(SynthesisInput input, SynthesisListener listener, Cancellation cancellation) {
            asked.addAll(input.passages());
            Map<String, PassageAnswer> found = new LinkedHashMap<>();
            input.passages().forEach(id -> found.put(id, answers.get(id)));
            return new Answers(found, 0);
        }
    }
}
