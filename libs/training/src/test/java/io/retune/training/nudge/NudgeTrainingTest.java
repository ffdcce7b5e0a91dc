package io.retune.training.nudge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.dataset.split.Grouping;
import io.retune.encoder.CachedEncoder;
import io.retune.encoder.Dtype;
import io.retune.encoder.EncoderException;
import io.retune.encoder.Progress;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.TinyModel;
import io.retune.encoder.model.ModelFolder;
import io.retune.training.TrainingException;
import io.retune.training.evaluation.Evaluator;
import io.retune.training.evaluation.VectorSource;
import io.retune.training.merging.ModelMerge;
import io.retune.training.merging.Shares;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NudgeTrainingTest {
    private static final OptionalDouble CHOSEN = OptionalDouble.empty();

    @TempDir
    Path temporary;

    private ModelFolder model;
    private Path checkpoint;

    @BeforeEach
    void writeModel() throws IOException {
        model = ModelFolder.open("tiny", TinyModel.bert(temporary.resolve("model")));
        checkpoint = temporary.resolve("checkpoint");
    }

    @ParameterizedTest
    @EnumSource(NudgeMethod.class)
    void theCheckpointKnowsDevTooOnceGammaIsChosen(NudgeMethod method) {
        RagDataset dataset = repeated();
        NudgeTraining training = NudgeTraining.of(dataset, options(method, CHOSEN));
        NudgeOutcome outcome = run(training);

        assertThat(training.split().grouping()).isEqualTo(Grouping.BY_QUERY);
        assertThat(outcome.result().gamma()).isPositive();
        double best = outcome.best().orElseThrow().mean("ndcg_at_10");
        assertThat(best).isGreaterThan(outcome.base().orElseThrow().mean("ndcg_at_10") + 0.05);
        try (TextEncoder encoder = TextEncoder.open(ModelFolder.open("moved", checkpoint), Dtype.FP32);
                CachedEncoder cached = new CachedEncoder(encoder, temporary.resolve("vectors"))) {
            assertThat(Evaluator.of(VectorSource.cached(cached, Progress.NONE))
                            .evaluate(dataset, training.split().dev())
                            .metrics()
                            .mean("ndcg_at_10"))
                    .isGreaterThan(best);
            assertThat(cached.encodedTexts()).as("the network is the same").isZero();
        }
    }

    @Test
    void aGivenDevSplitMovesNothing() {
        List<String> train = new ArrayList<>();
        List<String> dev = new ArrayList<>();
        for (int passage = 0; passage < 40; passage++) {
            for (int i = 0; i < 10; i++) {
                // The last ten passages are asked for in dev only.
                (i < 7 && passage < 30 ? train : dev).add("q" + passage + "-" + i);
            }
        }
        RagDataset dataset =
                repeated().withSplits(Map.of(RagDataset.TRAIN, train, RagDataset.DEV, dev.subList(0, 110)));
        NudgeOutcome outcome = run(NudgeTraining.of(dataset, options(NudgeMethod.NUDGE_N, OptionalDouble.of(0.2))));

        assertThat(outcome.result().coverage().reachedDevPairs()).isEqualTo(90);
        assertThat(outcome.deltas().orElseThrow().count()).isEqualTo(30);
    }

    @Test
    void nothingIsWrittenWhereNothingIsBetter() {
        // Every query has a passage of its own: dev's passages have no training query.
        NudgeOutcome outcome = run(NudgeTraining.of(letters(400, 400), options(NudgeMethod.NUDGE_N, CHOSEN)));

        assertThat(outcome.deltas()).isEmpty();
        assertThat(outcome.best()).isEqualTo(outcome.base());
        assertThat(outcome.describe())
                .contains("0 of 120 dev queries have a relevant passage that does (0 of 120 pairs)");
        assertThat(checkpoint).doesNotExist();
    }

    @Test
    void withoutDevGammaMustBeGiven() {
        RagDataset small = letters(100, 20);
        assertThatThrownBy(() -> NudgeTraining.of(small, options(NudgeMethod.NUDGE_M, CHOSEN)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("letters: gamma is chosen on dev, but there is no selection: train has 100 judged queries,"
                        + " dev would have 30 and needs 100; add training queries or state gamma");

        NudgeOutcome outcome = run(NudgeTraining.of(small, options(NudgeMethod.NUDGE_M, OptionalDouble.of(0.5))));
        assertThat(outcome.base()).isEmpty();
        assertThat(checkpoint).isDirectory();
    }

    @Test
    void aModelThatWasMovedAlreadyIsRefused() {
        NudgeTraining training =
                NudgeTraining.of(letters(100, 20), options(NudgeMethod.NUDGE_N, OptionalDouble.of(0.5)));
        run(training);
        model = ModelFolder.open("moved", checkpoint);

        String refusal =
                "moved: has vector deltas (NUDGE), which fit its weights alone; expected a model without; start"
                        + " from the model that it was made from, and move passages last";
        assertThatThrownBy(() -> run(training))
                .isInstanceOf(EncoderException.class)
                .hasMessage(refusal);
        assertThatThrownBy(() -> new ModelMerge(List.of(model, model), Shares.of(List.of(0.5))))
                .isInstanceOf(EncoderException.class)
                .hasMessage(refusal);
    }

    @Test
    void aModelThatDoesNotNormaliseIsRefused() throws IOException {
        Path modules = model.folder().resolve("modules.json");
        Files.writeString(modules, Files.readString(modules).replaceAll(",\\s*\\{\"idx\": 2[^}]*}", ""));
        Files.writeString(
                model.folder().resolve("config_sentence_transformers.json"), "{\"similarity_fn_name\": \"dot\"}");
        model = ModelFolder.open("dot", model.folder());

        assertThatThrownBy(() ->
                        run(NudgeTraining.of(letters(100, 20), options(NudgeMethod.NUDGE_N, OptionalDouble.of(0.5)))))
                .isInstanceOf(TrainingException.class)
                .hasMessage("dot: its vectors are not normalised; NUDGE bounds movements against length 1; choose a"
                        + " model with a Normalize module");
    }

    private NudgeOutcome run(NudgeTraining training) {
        try (TextEncoder encoder = TextEncoder.open(model, Dtype.FP32);
                CachedEncoder cached = new CachedEncoder(encoder, temporary.resolve("vectors"))) {
            return training.run(model, VectorSource.cached(cached, Progress.NONE), checkpoint);
        }
    }

    private static NudgeOptions options(NudgeMethod method, OptionalDouble gamma) {
        return new NudgeOptions(method, GammaCriterion.TOP_1, gamma, 7);
    }

    /** 40 passages with ten queries each that hold some of the same letters; one text occurs twice. */
    private static RagDataset repeated() {
        DatasetBuilder builder = RagDataset.builder("repeated");
        Random random = new Random(2);
        List<String> train = new ArrayList<>();
        for (int passage = 0; passage < 40; passage++) {
            String key = text(random, 3);
            builder.passage("p" + passage, text(random, 8));
            for (int i = 0; i < 10; i++) {
                builder.query("q" + passage + "-" + i, key + " " + text(random, 2));
                builder.relevant("q" + passage + "-" + i, "p" + passage);
                train.add("q" + passage + "-" + i);
            }
        }
        builder.passage("twin", "a b c").passage("other twin", "a b c");
        return builder.split(RagDataset.TRAIN, train).build();
    }

    private static RagDataset letters(int queries, int passages) {
        DatasetBuilder builder = RagDataset.builder("letters");
        Random random = new Random(3);
        List<String> train = new ArrayList<>();
        for (int passage = 0; passage < passages; passage++) {
            builder.passage("p" + passage, text(random, 12));
        }
        for (int query = 0; query < queries; query++) {
            builder.query("q" + query, text(random, 5));
            builder.relevant("q" + query, "p" + query % passages);
            train.add("q" + query);
        }
        return builder.split(RagDataset.TRAIN, train).build();
    }

    private static String text(Random random, int letters) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            text.append(i == 0 ? "" : " ").append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }
}
