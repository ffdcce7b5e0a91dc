package io.retune.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventCodecTest {
    private static final Instant TIME = Instant.parse("2026-11-24T10:00:00Z");
    private static final DatasetReference DATASET = new DatasetReference("faq", "datasets/0a");
    private static final RunRequest REQUEST =
            new RunRequest("faq", Optional.of(DATASET), List.of(), Optional.empty(), null);
    private static final RunContext CONTEXT = RunContext.requested("r1", TIME, REQUEST);

    @Test
    void everyRingEventSurvivesTheJourney() {
        JudgedModel judged = new JudgedModel(
                ModelReference.of("bge-small-en-v1.5"), "p", "q", new JudgedSet(DATASET, "e", "q"), List.of());
        RunContext later = CONTEXT.withBase(DATASET, judged, "base").withTrainingData(DATASET);
        List<RingEvent> events = List.of(
                new RetrainingRequested(CONTEXT),
                new IndexReady(later),
                new BaselineReady(later, Map.of("ndcg_at_10", 0.25), 374, 0.03),
                new TrainingDataReady(later, Map.of("given", 5)),
                new CheckpointPublished(
                        later, ModelReference.of("models/0b"), 10, 8, Map.of(), Map.of("ndcg_at_10", 0.5)),
                new IndexReady(later.withCandidate(judged)),
                new RunDecided(later.withCandidate(judged), RunOutcome.UNDECIDED, List.of("may be better or worse")));
        for (RingEvent event : events) {
            assertThat((Object) EventCodec.read(EventCodec.write(event), ((Record) event).getClass()))
                    .isEqualTo(event);
        }
    }

    @Test
    void theEnvelopeNamesRunAndStage() throws Exception {
        JsonNode event = EventCodec.json().readTree(EventCodec.write(new RetrainingRequested(CONTEXT)));

        assertThat(event.get("specversion").asText()).isEqualTo("1.0");
        assertThat(event.get("id").asText()).isEqualTo("r1/request");
        assertThat(event.get("type").asText()).isEqualTo("io.retune.retraining-requested");
        assertThat(event.get("subject").asText()).isEqualTo("r1");
        assertThat(event.at("/data/context/requested_at").asText()).isEqualTo("2026-11-24T10:00:00Z");
    }

    @Test
    void theSameRunHasTheSameSeedAndOthersHaveOthers() {
        assertThat(CONTEXT.seed()).isEqualTo(9_743_184_147_835L);
        RunContext other = RunContext.requested("r2", TIME, REQUEST);
        assertThat(other.seed()).isNotEqualTo(CONTEXT.seed());
        assertThat(other.withSeed(CONTEXT.seed()).seed()).isEqualTo(CONTEXT.seed());
    }

    @Test
    void whatIsNoEventIsRefused() {
        assertThatThrownBy(() -> EventCodec.read("hello", IndexReady.class))
                .isInstanceOf(EventException.class)
                .hasMessageStartingWith("event: no CloudEvent 1.0 in JSON: ")
                .hasMessageEndingWith("; expected specversion, id, source, type and data; correct the producer");
    }

    @Test
    void nothingThatCanBeSentBreaksTheReader() {
        List<String> poison = Arrays.asList(
                null,
                "",
                "null",
                "[]",
                "{}",
                "17",
                "{\"specversion\":\"9.9\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\":::\",\"type\":\"io.retune.index-ready\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\",\"time\":\"yesterday\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"io.retune.index-ready\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"io.retune.index-ready\",\"data\":[]}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"io.retune.index-ready\",\"data\":null}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"io.retune.index-ready\",\"data\":{}}");
        for (String text : poison) {
            assertThatThrownBy(() -> EventCodec.read(text, IndexReady.class))
                    .as("%s", text)
                    .isInstanceOf(EventException.class);
        }
    }

    @Test
    void anEventOfAnotherTypeIsRefused() {
        assertThatThrownBy(() -> EventCodec.read(EventCodec.write(new RetrainingRequested(CONTEXT)), IndexReady.class))
                .isInstanceOf(EventException.class)
                .hasMessage("event r1/request: found type io.retune.retraining-requested, expected"
                        + " io.retune.index-ready; send it to the topic of its type");
    }

    @Test
    void dataThatDoNotFitAreRefusedWithTheirReason() {
        String text =
                EventCodec.write(new RetrainingRequested(CONTEXT)).replace("\"index\":\"faq\"", "\"index\":\"a b\"");
        assertThatThrownBy(() -> EventCodec.read(text, RetrainingRequested.class))
                .isInstanceOf(EventException.class)
                .hasMessage("index: found \"a b\", expected 1 to 100 of a-z, 0-9, '.', '_' and '-', beginning with a"
                        + " letter or digit; choose another name");
    }

    @Test
    void aRecipeSaysOnlyWhatIsOtherThanTheDefaults() throws Exception {
        Recipe recipe = EventCodec.recipe(EventCodec.json().readTree("{\"training\":{\"epochs\":3},\"margin\":0.01}"));

        assertThat(recipe.training().epochs()).isEqualTo(3);
        assertThat(recipe.training().batchSize())
                .isEqualTo(Recipe.DEFAULTS.training().batchSize());
        assertThat(recipe.margin()).isEqualTo(0.01);
        JsonNode unknown = EventCodec.json().readTree("{\"training\":{\"epoch\":3}}");
        assertThatThrownBy(() -> EventCodec.recipe(unknown))
                .isInstanceOf(EventException.class)
                .hasMessageContaining("\"epoch\"");
        assertThat(Recipe.DEFAULTS.training().epochs()).isNotEqualTo(3);
    }

    @Test
    void aRecipeNamesItsMethod() throws Exception {
        Recipe.Training training = recipe("{\"training\": {\"method\": \"lora\", \"lora_rank\": 4}}")
                .training();
        assertThat(training.method()).isEqualTo("lora");
        assertThat(training.loraRank()).contains(4);
        assertThat(training.loraAlpha()).isEmpty();
        assertThat(training.learningRate()).as("that of the method").isEmpty();

        assertThat(Recipe.DEFAULTS.training().method()).isEqualTo("full");
        assertThat(recipe("{\"training\": {\"learning_rate\": 1e-5}}")
                        .training()
                        .learningRate())
                .contains(1e-5);
    }

    /** What was sent before there were methods, and bounds in mining, is read as it was meant. */
    @Test
    void anEventWithAnEarlierRecipeIsRead() throws Exception {
        ObjectNode event = (ObjectNode) EventCodec.json().readTree(EventCodec.write(new RetrainingRequested(CONTEXT)));
        ((ObjectNode) event.at("/data/context/recipe/training"))
                .put("learning_rate", 2e-5)
                .remove(List.of("method", "lora_rank", "lora_alpha"));
        ((ObjectNode) event.at("/data/context/recipe/mining"))
                .retain("range_min", "range_max", "negatives", "relative_margin", "sampling");

        Recipe recipe = EventCodec.read(event.toString(), RetrainingRequested.class)
                .context()
                .recipe();
        assertThat(recipe.mining()).isEqualTo(Recipe.DEFAULTS.mining());
        assertThat(recipe.training().method()).isEqualTo("full");
        assertThat(recipe.training().learningRate()).contains(2e-5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '@',
            textBlock =
                    """
        training | 'method': 'prompt'                          | method: found "prompt", expected full, lora, nudge-m or nudge-n
        training | 'method': 'lora', 'lora_rank': 0            | lora_rank: found 0, expected 1 or more
        training | 'method': 'lora', 'lora_alpha': 0           | lora_alpha: found 0, expected 1 or more
        training | 'lora_rank': 8                              | lora_rank: found 8, expected none with method full, where it has no effect; leave it out or choose another method
        training | 'method': 'nudge-n', 'lora_alpha': 8        | lora_alpha: found 8, expected none with method nudge-n, where it has no effect; leave it out or choose another method
        training | 'method': 'nudge-m', 'learning_rate': 0.001 | learning_rate: found 0.001, expected none with method nudge-m, where it has no effect; leave it out or choose another method
        training | 'method': 'lora', 'learning_rate': 0        | learning_rate: found 0.0, expected 0 to 1
        training | 'gradient_accumulation': 0                  | gradient_accumulation: found 0, expected 1 or more
        training | 'negatives_per_query': -1                   | negatives_per_query: found -1, expected 0 or more
        training | 'warmup_ratio': 1.5                         | warmup_ratio: found 1.5, expected 0 or more and below 1
        training | 'weight_decay': 3                           | weight_decay: found 3.0, expected 0 or more and below 1
        training | 'max_grad_norm': 0                          | max_grad_norm: found 0.0, expected more than 0
        training | 'scale': 0                                  | scale: found 0.0, expected a finite number above 0
        training | 'attention_dropout': 1                      | attention_dropout: found 1.0, expected 0 or more and below 1
        training | 'schedule': null                            | schedule: is missing; expected a value; add it
        mining   | 'absolute_margin': -1                       | absolute_margin: found -1.0, expected 0 or more
        mining   | 'relative_margin': 1                        | relative_margin: found 1.0, expected 0 or more and below 1
        mining   | 'min_score': 0.9, 'max_score': 0.5          | min_score: found 0.9, expected at most max_score, 0.5
        mining   | 'passage_similarity': 2                     | passage_similarity: found 2.0, expected 0 to 1
        mining   | 'query_similarity': -0.1                    | query_similarity: found -0.1, expected 0 to 1
        """)
    void aRecipeIsRefusedBeforeTheCostlyStages(String part, String stated, String expected) {
        assertThatThrownBy(() -> recipe("{'%s': {%s}}".formatted(part, stated).replace('\'', '"')))
                .isInstanceOf(EventException.class)
                .hasMessage("recipe." + part + "." + expected);
    }

    @Test
    void aFractionIsNoWholeNumber() {
        assertThatThrownBy(() -> recipe("{\"training\": {\"epochs\": 2.9}}"))
                .isInstanceOf(EventException.class)
                .hasMessageContaining("2.9");
    }

    private static Recipe recipe(String stated) throws JsonProcessingException {
        return EventCodec.recipe(EventCodec.json().readTree(stated));
    }

    @Test
    void aDocumentKeyIsIndexAndId() {
        assertThat(DocumentKey.parse("faq/a/b")).isEqualTo(new DocumentKey("faq", "a/b"));
        assertThat(new DocumentKey("faq", "a/b")).hasToString("faq/a/b");
        assertThatThrownBy(() -> DocumentKey.parse("faq"))
                .isInstanceOf(EventException.class)
                .hasMessage("document key: found \"faq\", expected index/id, such as faq/17; correct the producer");
    }
}
