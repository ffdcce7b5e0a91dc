package io.retune.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.encoder.Dtype;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.TinyModel;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.SafetensorsFile;
import io.retune.metrics.MetricReport;
import io.retune.training.evaluation.VectorSource;
import io.retune.training.merging.GuardSearch;
import io.retune.training.merging.Sweep;
import io.retune.training.merging.SweepOptions;
import io.retune.training.merging.SweepPoint;
import io.retune.training.merging.WeightedMean;
import io.retune.training.network.LoraOptions;
import io.retune.training.search.EncodedSearch;
import io.retune.training.selection.CandidatePool;
import io.retune.training.selection.DevSelection;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuningTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LoraOptions LORA = new LoraOptions(8, 16, List.of("query", "value"), 0);
    private static final TrainingOptions LEARNS = TinyData.options(6, 13, 0, 2e-3);
    /** Its last step is 20 points of nDCG@10 below the model. */
    private static final TrainingOptions DESTROYS = TinyData.options(6, 13, 0, 8e-2);

    private static final TrainingOptions ADAPTERS_LEARN = TinyData.options(6, 13, 0, 2e-2);

    @TempDir
    Path folder;

    private RagDataset dataset = TinyData.keys();
    private final RagDataset guard = echoes();
    private ModelFolder model;

    @BeforeEach
    void writeModel() throws IOException {
        model = ModelFolder.open("tiny", TinyModel.bert(folder.resolve("model")));
    }

    @Test
    void theBestPointOfTheLineIsWritten() throws IOException {
        List<SweepPoint> heard = new ArrayList<>();
        TrainingResult result = run(tuning(LEARNS), "one", heard::add);

        Sweep sweep = result.sweep().orElseThrow();
        SweepPoint chosen = sweep.chosen().orElseThrow();
        assertThat(heard)
                .isEqualTo(sweep.points())
                .hasSize(SweepOptions.DEFAULT.alphas().size());
        assertThat(dev(chosen.dev()))
                .isEqualTo(sweep.points().stream()
                        .mapToDouble(point -> dev(point.dev()))
                        .max()
                        .orElseThrow());
        assertThat(dev(result.best().orElseThrow())).isEqualTo(dev(chosen.dev()));
        try (NDManager manager = Torch.newManager();
                EncoderWeights expected = between(manager, result, chosen.alpha())) {
            assertThat(TinyModel.weightsDigest(checkpoint("one"))).isEqualTo(expected.digest());
        }
        assertThat(record("one").path("chosen").asDouble()).isEqualTo(chosen.alpha());
        assertThat(Files.readString(folder.resolve("one.state").resolve(SweepFiles.PICTURE)))
                .startsWith("<svg ");
    }

    /** A pool of the base model's best passages spares a tuned model those that only it takes for answers. */
    @Test
    void pointsAreJudgedOnTheCorpusAsFinalistsAre() throws IOException {
        dataset = TinyData.keys(2 * CandidatePool.LOOK);
        FineTuning tuning = tuning(LEARNS).withGuards(List.of(), SweepOptions.DEFAULT.withAlphas(List.of(0.5, 1.0)));

        TrainingResult result = run(tuning, "wide", point -> {});

        Sweep sweep = result.sweep().orElseThrow();
        assertThat(dev(sweep.base())).isEqualTo(inCurve("wide", 0, "judged"));
        assertThat(dev(sweep.points().get(1).dev()))
                .isEqualTo(inCurve("wide", result.bestStep(), "judged"))
                .isLessThan(inCurve("wide", result.bestStep(), "dev"));
        DevSelection corpus = new DevSelection(
                model,
                Dtype.FP32,
                dataset,
                dataset.split(RagDataset.DEV),
                List.copyOf(dataset.corpus().keySet()));
        try (NDManager manager = Torch.newManager();
                EncoderWeights half = between(manager, result, 0.5)) {
            assertThat(dev(sweep.points().get(0).dev())).isEqualTo(dev(corpus.measure(half)));
        }
    }

    @Test
    void aGuardThatHoldsIsReportedBeforeAndAfter() throws IOException {
        TrainingResult result = run(tuning(LEARNS).withGuards(guards(), SweepOptions.DEFAULT), "held", point -> {});

        SweepPoint chosen = result.sweep().orElseThrow().chosen().orElseThrow();
        // Every query of this guard is its passage's text: no model can do otherwise than find it.
        assertThat(dev(chosen.guards().get(0).base())).isEqualTo(1);
        assertThat(dev(chosen.guards().get(0).metrics())).isEqualTo(1);
        assertThat(chosen.guards().get(0).base().queryIds()).hasSize(20);
        assertThat(record("held")
                        .path("points")
                        .get(0)
                        .path("guards")
                        .path("echoes")
                        .path("mean")
                        .asDouble(-1))
                .isZero();
    }

    @Test
    void whenNoPointHoldsTheModelStaysAsItIs() throws IOException {
        // A margin of nothing: an interval from 0 to 0 does not lie above it.
        SweepOptions strict = new SweepOptions(List.of(0.5, 1.0), 0, 0);
        TrainingResult result = run(tuning(LEARNS).withGuards(guards(), strict), "strict", point -> {});

        assertThat(result.bestStep()).isZero();
        assertThat(result.weights()).isEmpty();
        assertThat(result.best()).isEqualTo(result.base());
        assertThat(checkpoint("strict")).doesNotExist();
        assertThat(record("strict").path("chosen").isNull()).isTrue();
        assertThat(record("strict").path("points").findValuesAsText("alpha"))
                .containsExactly("0.125", "0.25", "0.5", "1.0");
        assertThat(record("strict").path("reasons").get(4).asText())
                .isEqualTo("no point is better on dev and holds every guard: the model stays as it is");
    }

    @Test
    void aStepThatIsWorseThanTheModelMayLeadToAPointThatIsBetter() throws IOException {
        TrainingResult result = run(tuning(DESTROYS), "far", point -> {});

        assertThat(inCurve("far", result.bestStep(), "judged"))
                .isLessThan(dev(result.base().orElseThrow()));
        Sweep sweep = result.sweep().orElseThrow();
        assertThat(sweep.points().get(3).gain(sweep.base())).isNegative();
        double chosen = sweep.chosen().orElseThrow().alpha();
        assertThat(chosen).isEqualTo(0.25);
        assertThat(dev(result.best().orElseThrow()))
                .isGreaterThan(dev(result.base().orElseThrow()));
        try (NDManager manager = Torch.newManager();
                EncoderWeights expected = between(manager, result, chosen)) {
            assertThat(TinyModel.weightsDigest(checkpoint("far"))).isEqualTo(expected.digest());
        }

        TrainingResult alone =
                run(tuning(DESTROYS).withGuards(guards(), SweepOptions.TUNED_ALONE), "alone", point -> {});
        assertThat(alone.sweep()).isEmpty();
        assertThat(alone.weights()).isEmpty();
        assertThat(checkpoint("alone")).doesNotExist();
    }

    @Test
    void aSweepThatWasCancelledIsDoneAgain() {
        TrainingResult undisturbed = run(tuning(LEARNS), "undisturbed", point -> {});
        assertThatThrownBy(() -> run(tuning(LEARNS), "cancelled", point -> {
                    throw new CancellationException();
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(checkpoint("cancelled")).doesNotExist();

        TrainingResult again = run(tuning(LEARNS), "cancelled", point -> {});

        assertThat(again.bestStep()).isEqualTo(undisturbed.bestStep());
        assertThat(TinyModel.weightsDigest(checkpoint("cancelled")))
                .isEqualTo(TinyModel.weightsDigest(checkpoint("undisturbed")));
    }

    @Test
    void sweepAndCurveAreWhatIsLeftOfATraining() throws IOException {
        run(tuning(LEARNS), "one", point -> {});
        Trainer.discardState(folder.resolve("one.state"));
        try (var files = Files.list(folder.resolve("one.state"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("curve.jsonl", "sweep.json", "sweep.svg");
        }
    }

    @Test
    void loraChangesItsTargetsAloneAndWritesWhatPeftReads() throws IOException {
        SweepOptions half = SweepOptions.DEFAULT.withAlphas(List.of(0.5));
        FineTuning tuning = tuning(ADAPTERS_LEARN).withLora(LORA).withGuards(List.of(), half);
        TrainingResult result = run(tuning, "lora", point -> {});

        assertThat(result.bestStep()).isPositive();
        Path adapter = checkpoint("lora").resolve("adapter");
        JsonNode config = JSON.readTree(adapter.resolve("adapter_config.json").toFile());
        assertThat(config.path("peft_type").asText()).isEqualTo("LORA");
        assertThat(config.path("r").asInt()).isEqualTo(8);
        assertThat(config.path("lora_alpha").asInt()).isEqualTo(16);
        assertThat(config.path("target_modules")).hasToString("[\"query\",\"value\"]");
        try (NDManager manager = Torch.newManager();
                EncoderWeights base = model.readWeights(manager);
                EncoderWeights merged =
                        ModelFolder.open("lora", checkpoint("lora")).readWeights(manager);
                SafetensorsFile adapters = SafetensorsFile.open(adapter.resolve("adapter_model.safetensors"))) {
            for (int i = 0; i < base.specs().size(); i++) {
                String name = base.specs().get(i).name();
                float[] before = base.tensors().get(i).toFloatArray();
                float[] after = merged.tensors().get(i).toFloatArray();
                if (name.endsWith("query.weight") || name.endsWith("value.weight")) {
                    assertThat(after).isNotEqualTo(before);
                    assertThat(after).containsExactly(applied(adapters, name, before), within(1e-6f));
                } else {
                    assertThat(after).as(name).isEqualTo(before);
                }
            }
        }
    }

    @Test
    void aKilledLoraTrainingEndsInTheSameCheckpointBitForBit() throws IOException {
        FineTuning tuning = tuning(ADAPTERS_LEARN).withLora(LORA);
        run(tuning, "undisturbed", point -> {});
        for (int kill : new int[] {3, 5, 6, 16}) {
            assertThatThrownBy(() -> run(tuning, "killed", killAt(kill))).hasMessage("killed");
        }
        run(tuning, "killed", point -> {});

        for (String file : List.of("model.safetensors", "adapter/adapter_model.safetensors")) {
            assertThat(checkpoint("killed").resolve(file))
                    .hasSameBinaryContentAs(checkpoint("undisturbed").resolve(file));
        }
        assertThat(TinyData.curve(folder.resolve("killed.state")))
                .isEqualTo(TinyData.curve(folder.resolve("undisturbed.state")));
    }

    @Test
    void adaptersAndAllWeightsAreDifferentJobs() {
        FineTuning tuning = tuning(ADAPTERS_LEARN).withLora(LORA);
        assertThatThrownBy(() -> run(tuning, "job", killAt(10))).hasMessage("killed");
        assertThatThrownBy(() -> run(tuning(ADAPTERS_LEARN), "job", point -> {}))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("method was \"LoraOptions[rank=8, alpha=16, targets=[query, value],"
                        + " dropout=0.0]\", is \"full\"");
    }

    /** {@code W + scale * B A}, in plain loops. */
    private static float[] applied(SafetensorsFile adapters, String name, float[] weight) {
        String module = "base_model.model." + name.substring(0, name.length() - ".weight".length());
        FloatBuffer a = adapters.readFloats(module + ".lora_A.weight").asFloatBuffer();
        FloatBuffer b = adapters.readFloats(module + ".lora_B.weight").asFloatBuffer();
        int rank = LORA.rank();
        int inputs = a.limit() / rank;
        float[] sum = weight.clone();
        for (int row = 0; row < sum.length / inputs; row++) {
            for (int column = 0; column < inputs; column++) {
                double product = 0;
                for (int k = 0; k < rank; k++) {
                    product += b.get(row * rank + k) * a.get(k * inputs + column);
                }
                sum[row * inputs + column] += (float) (LORA.scale() * product);
            }
        }
        return sum;
    }

    /** A point of the line that a training has swept. */
    private EncoderWeights between(NDManager manager, TrainingResult result, double alpha) {
        try (EncoderWeights base = model.readWeights(manager);
                EncoderWeights best = EncoderWeights.read(
                        manager,
                        result.weights().orElseThrow(),
                        model.description().architecture())) {
            return WeightedMean.between(manager, base, best, alpha);
        }
    }

    private FineTuning tuning(TrainingOptions options) {
        return FineTuning.of(dataset, options);
    }

    /** Hears of every point of a sweep. */
    private interface PointListener extends TrainingListener {
        void heard(SweepPoint point);

        @Override
        default void swept(SweepPoint point, MetricReport base) {
            heard(point);
        }
    }

    private TrainingResult run(FineTuning tuning, String name, PointListener listener) {
        return run(tuning, name, (TrainingListener) listener);
    }

    private TrainingResult run(FineTuning tuning, String name, TrainingListener listener) {
        try (TextEncoder encoder = TextEncoder.open(model, Dtype.FP32)) {
            return tuning.run(
                    model,
                    new EncodedSearch(VectorSource.fresh(encoder), dataset),
                    folder.resolve(name + ".state"),
                    checkpoint(name),
                    listener);
        }
    }

    private List<GuardSearch> guards() {
        return List.of(new GuardSearch(
                guard, new EncodedSearch(VectorSource.fresh(TextEncoder.open(model, Dtype.FP32)), guard)));
    }

    private Path checkpoint(String name) {
        return folder.resolve(name);
    }

    private JsonNode record(String name) throws IOException {
        return JSON.readTree(
                folder.resolve(name + ".state").resolve(SweepFiles.RECORD).toFile());
    }

    /** A value that decides, on dev, from the learning curve. */
    private double inCurve(String name, int step, String kind) throws IOException {
        for (String line : TinyData.curve(folder.resolve(name + ".state"))) {
            JsonNode found = JSON.readTree(line);
            if (found.path("step").asInt() == step && found.has(kind)) {
                return found.path(kind).path(DevSelection.METRIC).asDouble();
            }
        }
        throw new AssertionError(kind + " of step " + step + " is not in the curve");
    }

    private static double dev(MetricReport report) {
        return report.mean(DevSelection.METRIC);
    }

    /** 40 val queries, each the text of its passage. */
    private static RagDataset echoes() {
        DatasetBuilder builder = RagDataset.builder("echoes");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String text = "%c %c %c".formatted('a' + i % 26, 'a' + i / 26, 'z' - i % 7);
            builder.passage("p" + i, text).query("q" + i, text).relevant("q" + i, "p" + i);
            ids.add("q" + i);
        }
        return builder.split(RagDataset.VAL, ids).build();
    }

    /** Errors save nothing, so that what is left is what a killed process leaves. */
    private static TrainingListener killAt(int step) {
        return new TrainingListener() {
            @Override
            public void stepped(Step taken) {
                if (taken.step() == step) {
                    throw new AssertionError("killed");
                }
            }
        };
    }
}
