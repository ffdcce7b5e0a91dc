package io.retune.synth.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.retune.dataset.RagDataset;
import io.retune.encoder.Dtype;
import io.retune.encoder.EncoderException;
import io.retune.encoder.Role;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.TinyModel;
import io.retune.events.DatasetReference;
import io.retune.events.JudgedModel;
import io.retune.events.JudgedSet;
import io.retune.events.ModelReference;
import io.retune.synth.Scene;
import io.retune.synth.Settings;
import io.retune.synth.StackResource;
import io.retune.synth.SynthConfig;
import io.retune.synth.model.CollectionRoundTrip;
import io.retune.synth.model.RoundTrips;
import io.retune.synthesis.Cancellation;
import io.retune.synthesis.FilterOptions;
import io.retune.synthesis.RoundTrip;
import io.retune.synthesis.SynthesisListener;
import io.retune.vectors.CollectionSpec;
import io.retune.vectors.Point;
import io.retune.vectors.VectorStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a language model; the round trip goes through a real model and a real collection. */
@QuarkusTest
@WithTestResource(StackResource.class)
class ExtractiveGenerationTest {
    private static final String COLLECTION = "eval--extractive";

    private final RagDataset dataset = Scene.dataset("harbour");

    @TempDir
    Path folder;

    @Inject
    VectorStore vectors;

    @Inject
    RoundTrips roundTrips;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Generation generation;

    @BeforeEach
    void open() {
        SynthConfig config = () -> Settings.NONE;
        generation = new Generation(config, Settings.home(folder), meters);
    }

    @Test
    void saysThatNoLanguageModelWasAsked() {
        Generated generated = generate(Optional.empty());

        assertThat(generation.source())
                .isEqualTo("extractive questions, words of the passages themselves: no language model is configured"
                        + " (retune.llm.provider is none)");
        assertThat(generated.source()).startsWith("extractive");
        assertThat(generated.counts()).isEqualTo(Map.of("synthetic_extractive", 4, "passages", 4));
        assertThat(generated.roundTripped()).isFalse();
        assertThat(meters.counter("retune.synthesis.passages", "outcome", "extracted")
                        .count())
                .isEqualTo(4);
    }

    @Test
    void questionsThatDoNotFindTheirPassageAreDropped() throws IOException {
        Map<String, String> questions = questions(generate(Optional.empty()).dataset());
        JudgedModel base = collection(questions, "p6");

        try (CollectionRoundTrip roundTrip = roundTrips.open(base, dataset.corpus())) {
            Generated generated = generate(Optional.of(roundTrip));
            assertThat(generated.counts())
                    .isEqualTo(Map.of("synthetic_extractive", 3, "passages", 4, "dropped_round_trip", 1));
            assertThat(questions(generated.dataset())).containsOnlyKeys("p4", "p5", "p7");
        }
    }

    @Test
    void aModelThatHasChangedIsRefused() throws IOException {
        JudgedModel base = collection(Map.of(), "");
        JudgedModel other = new JudgedModel(base.model(), "any", "other", base.target(), List.of());

        try (CollectionRoundTrip roundTrip = roundTrips.open(other, dataset.corpus())) {
            assertThatThrownBy(() -> generate(Optional.of(roundTrip)))
                    .isInstanceOf(EncoderException.class)
                    .hasMessage("model \"" + base.model().name() + "\": found query identity " + base.queryIdentity()
                            + ", expected other, which the base collections were made with: its folder has changed;"
                            + " restore it, or start a new run");
        }
    }

    private Generated generate(Optional<RoundTrip> roundTrip) {
        FilterOptions first = new FilterOptions(6, 1, 0.8);
        return generation.generate(
                new GenerationOrder(dataset, 100, 1, 1, roundTrip, first),
                SynthesisListener.SILENT,
                Cancellation.NEVER);
    }

    /** Passage to its generated question. */
    private static Map<String, String> questions(RagDataset made) {
        return made.split(RagDataset.TRAIN).stream()
                .filter(id -> id.startsWith("synthetic-"))
                .collect(Collectors.toMap(
                        id -> made.relevantDocs().get(id).keySet().iterator().next(),
                        id -> made.queries().get(id)));
    }

    /** Each passage lies exactly where its question lies; the lost one on the other side. */
    private JudgedModel collection(Map<String, String> questions, String lost) throws IOException {
        Path model = TinyModel.bert(folder.resolve("tiny"));
        try (TextEncoder encoder = TinyModel.open(model, Dtype.FP32)) {
            vectors.deleteCollection(COLLECTION);
            vectors.createCollection(new CollectionSpec(COLLECTION, encoder.dimensions(), Map.of()));
            List<Point> points = new ArrayList<>();
            questions.forEach((passage, question) -> {
                float[] vector = encoder.encode(Role.QUERY, List.of(question))[0];
                for (int i = 0; i < vector.length && passage.equals(lost); i++) {
                    vector[i] = -vector[i];
                }
                String text = dataset.corpus().get(passage);
                points.add(new Point(passage, vector, text, text, 0, Map.of()));
            });
            vectors.upsert(COLLECTION, points);
            return new JudgedModel(
                    new ModelReference(
                            model.toString(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of("fp32")),
                    encoder.identity().passage(),
                    encoder.identity().query(),
                    new JudgedSet(new DatasetReference("harbour", "datasets/" + "0".repeat(64)), COLLECTION, "queries"),
                    List.of());
        }
    }
}
