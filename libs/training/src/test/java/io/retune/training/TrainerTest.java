package io.retune.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.retune.dataset.DatasetBuilder;
import io.retune.dataset.RagDataset;
import io.retune.encoder.Dtype;
import io.retune.encoder.TinyModel;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.metrics.MetricReport;
import io.retune.training.data.BatchOptions;
import io.retune.training.data.EpochPlan;
import io.retune.training.data.TrainingBatch;
import io.retune.training.data.TrainingSet;
import io.retune.training.optimizer.LayerRates;
import io.retune.training.optimizer.OptimizerOptions;
import io.retune.training.optimizer.Schedule;
import io.retune.training.selection.DevSelection;
import io.retune.training.selection.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    private static final TrainingOptions LEARNS = TinyData.options(6, 13, 0, 2e-3);

    @TempDir
    Path folder;

    private final RagDataset dataset = TinyData.keys();
    private ModelFolder model;

    @BeforeEach
    void writeModel() throws IOException {
        // With dropout, so that resuming has random state to restore.
        model = ModelFolder.open("tiny", TinyModel.bert(folder.resolve("model")));
    }

    @Test
    void trainingRaisesDevAndKeepsTheBestStep() {
        TrainingResult result = train(LEARNS, TrainingListener.NONE, "state");

        double base = dev(result.base());
        assertThat(dev(result.best())).isGreaterThan(base + 0.1);
        assertThat(result.bestStep()).isPositive();
        assertThat(result.weights().orElseThrow()).exists();
        assertThat(result.steps()).isEqualTo(27);
        assertThat(result.tokensPerSecond()).isPositive();
    }

    @Test
    void nothingBeatsTheBaseIsANormalAnswer() {
        // A rate that destroys the model at the first step.
        TrainingResult result = train(TinyData.options(1, 26, 0, 0.9), TrainingListener.NONE, "state");

        assertThat(result.bestStep()).isZero();
        assertThat(result.weights()).isEmpty();
        assertThat(result.best()).isEqualTo(result.base());
    }

    @Test
    void aKilledTrainingEndsInTheSameWeightsAndCurveBitForBit() throws IOException {
        TrainingResult undisturbed = train(LEARNS, TrainingListener.NONE, "undisturbed");

        // Steps 5, 15 and 27 are saved; the kills come before, at and after a saved step.
        for (int kill : new int[] {3, 5, 6, 16}) {
            assertThatThrownBy(() -> train(LEARNS, killAt(kill), "killed")).hasMessage("killed");
        }
        TrainingResult resumed = train(LEARNS, TrainingListener.NONE, "killed");

        assertThat(resumed.bestStep()).isEqualTo(undisturbed.bestStep());
        assertThat(resumed.weights().orElseThrow())
                .hasSameBinaryContentAs(undisturbed.weights().orElseThrow());
        assertThat(curve("killed")).isEqualTo(curve("undisturbed"));
    }

    @Test
    void aKilledTrainingOfAccumulatedBatchesInPartsEndsInTheSameWeights() throws IOException {
        TrainingOptions parts = LEARNS.withBatches(new BatchOptions(6, 13, 2, 0, false, OptionalInt.of(5)));
        TrainingResult undisturbed = train(parts, TrainingListener.NONE, "undisturbed");

        assertThatThrownBy(() -> train(parts, killAt(10), "killed")).hasMessage("killed");
        List<Integer> resumedAfter = new ArrayList<>();
        TrainingResult resumed = train(parts, hearResumed(resumedAfter), "killed");

        assertThat(resumedAfter).isNotEmpty();
        assertThat(mismatch(resumed, undisturbed)).isEqualTo(-1);
        assertThat(curve("killed")).isEqualTo(curve("undisturbed"));
    }

    @Test
    void aCancelledTrainingGoesOnAfterItsLastStepAndEndsInTheSameWeights() throws IOException {
        TrainingResult undisturbed = train(LEARNS, TrainingListener.NONE, "undisturbed");

        // Step 5 is looked at, the others are not.
        for (int last : new int[] {4, 5, 13}) {
            assertThatThrownBy(() -> train(LEARNS, cancelAt(last), "cancelled"))
                    .isInstanceOf(CancellationException.class);
        }
        List<Integer> resumedAfter = new ArrayList<>();
        TrainingResult resumed = train(LEARNS, hearResumed(resumedAfter), "cancelled");

        assertThat(resumedAfter).containsExactly(13);
        assertThat(mismatch(resumed, undisturbed)).isEqualTo(-1);
        assertThat(curve("cancelled")).isEqualTo(curve("undisturbed"));
    }

    @Test
    void aTrainingCancelledByALookAtDevLosesNothing() throws IOException {
        TrainingResult undisturbed = train(LEARNS, TrainingListener.NONE, "undisturbed");
        TrainingListener cancels = new TrainingListener() {
            @Override
            public void evaluated(int step, MetricReport dev, boolean best) {
                if (step == 15) {
                    throw new CancellationException();
                }
            }
        };

        assertThatThrownBy(() -> train(LEARNS, cancels, "cancelled")).isInstanceOf(CancellationException.class);
        TrainingResult resumed = train(LEARNS, TrainingListener.NONE, "cancelled");

        assertThat(mismatch(resumed, undisturbed)).isEqualTo(-1);
        assertThat(curve("cancelled")).isEqualTo(curve("undisturbed"));
    }

    @Test
    void aPullKeepsTheWeightsNearTheBaseAlsoAfterAKill() throws IOException {
        TrainingOptions pulled =
                LEARNS.withOptimizer(new OptimizerOptions(2e-3, 0, Schedule.LINEAR, 0.01, 1, LayerRates.ALL, 100));
        TrainingResult free = train(LEARNS, TrainingListener.NONE, "free");
        TrainingResult undisturbed = train(pulled, TrainingListener.NONE, "undisturbed");

        assertThat(distance(undisturbed)).isBetween(0.05 * distance(free), 0.5 * distance(free));

        assertThatThrownBy(() -> train(pulled, killAt(16), "killed")).hasMessage("killed");
        assertThat(mismatch(train(pulled, TrainingListener.NONE, "killed"), undisturbed))
                .isEqualTo(-1);
    }

    /** Of the result's weights from the model's, the root of the sum of squares. */
    private double distance(TrainingResult result) {
        try (NDManager manager = Torch.newManager();
                EncoderWeights base = model.readWeights(manager);
                EncoderWeights tuned = EncoderWeights.read(
                        manager,
                        result.weights().orElseThrow(),
                        model.description().architecture())) {
            double sum = 0;
            for (int i = 0; i < base.tensors().size(); i++) {
                float[] before = base.tensors().get(i).toFloatArray();
                float[] after = tuned.tensors().get(i).toFloatArray();
                for (int j = 0; j < before.length; j++) {
                    sum += Math.pow(after[j] - before[j], 2);
                }
            }
            return Math.sqrt(sum);
        }
    }

    @Test
    void anotherSeedGivesAnotherTraining() {
        TrainingResult one = train(LEARNS, TrainingListener.NONE, "one");
        TrainingResult other = train(LEARNS.withSeed(10), TrainingListener.NONE, "other");
        assertThat(other.weights().orElseThrow().toFile().length())
                .isEqualTo(one.weights().orElseThrow().toFile().length());
        assertThat(mismatch(one, other)).isNotEqualTo(-1);
    }

    @Test
    void theStateOfAnotherJobIsRefusedAndKept() {
        assertThatThrownBy(() -> train(LEARNS, killAt(10), "state")).hasMessage("killed");
        TrainingOptions other = TinyData.options(6, 13, 0, 1e-3);

        assertThatThrownBy(() -> train(other, TrainingListener.NONE, "state"))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith(
                        folder.resolve("state") + ": holds an unfinished training of another job: options")
                .hasMessageEndingWith("; repeat its command to finish it, or remove the folder");
        assertThat(train(LEARNS, TrainingListener.NONE, "state").steps()).isEqualTo(27);
    }

    @Test
    void aChangedQueryMakesAnotherJob() {
        assertThatThrownBy(() -> train(LEARNS, killAt(10), "state")).hasMessage("killed");
        RagDataset otherTrain = withText(dataset, "qa0", "a a a");
        RagDataset otherDev = withText(dataset, "qa2", "a a a");

        assertThatThrownBy(() -> train(otherTrain, dataset, LEARNS, TrainingListener.NONE, "state"))
                .hasMessageContaining("of another job: sets");
        assertThatThrownBy(() -> train(dataset, otherDev, LEARNS, TrainingListener.NONE, "state"))
                .hasMessageContaining("of another job: selection");
        assertThat(train(LEARNS, TrainingListener.NONE, "state").steps()).isEqualTo(27);
    }

    private static RagDataset withText(RagDataset dataset, String query, String text) {
        DatasetBuilder builder = RagDataset.builder(dataset.name());
        dataset.queries().forEach((id, own) -> builder.query(id, id.equals(query) ? text : own));
        dataset.corpus().forEach(builder::passage);
        dataset.relevantDocs().forEach((id, relevant) -> relevant.keySet().forEach(own -> builder.relevant(id, own)));
        dataset.queriesSplit().forEach(builder::split);
        return builder.build();
    }

    @Test
    void aTrainingThatIsDoneKeepsOnlyItsCurve() throws IOException {
        train(LEARNS, TrainingListener.NONE, "state");
        Trainer.discardState(folder.resolve("state"));
        try (var files = Files.list(folder.resolve("state"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("curve.jsonl");
        }
        // The base, three looks, every step, and base and two finalists judged.
        assertThat(curve("state")).hasSize(1 + 3 + 27 + 3);
    }

    @Test
    void aWeightThatIsNotANumberStopsTheTrainingWithTheBatchNamed() throws IOException {
        Path weights = model.folder().resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        // The last value of the last layer norm becomes NaN.
        System.arraycopy(new byte[] {0, 0, (byte) 0xc0, 0x7f}, 0, bytes, bytes.length - 4, 4);
        Files.write(weights, bytes);

        assertThatThrownBy(() -> new Trainer(
                                model, List.of(TinyData.set(dataset)), LEARNS, Optional.empty(), TrainingListener.NONE)
                        .run(folder.resolve("state")))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith(
                        "step 1: loss is NaN, expected a finite number; batches that begin with the queries \"")
                .hasMessageEndingWith("(keys); lower the learning rate or look at these texts");
    }

    /** At such a scale the loss is still a number, and the sum of the gradients' squares is none. */
    @Test
    void aGradientThatIsNotFiniteStopsTheTrainingWithTheBatchesNamed() {
        TrainingOptions steep = new TrainingOptions(
                new BatchOptions(1, 13, 2, 0, false), LEARNS.optimizer(), LEARNS.selection(), 1e30f, 0, Dtype.FP32, 9);
        TrainingSet set = TinyData.set(dataset);
        List<TrainingBatch> batches = new EpochPlan(List.of(set), steep.batches(), 9).batches(0);

        assertThatThrownBy(() -> new Trainer(model, List.of(set), steep, Optional.empty(), TrainingListener.NONE)
                        .run(folder.resolve("state")))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "step 1: gradient norm is Infinity, expected a finite number; batches that begin with the"
                                + " queries \"%s\" (keys), \"%s\" (keys); lower the learning rate or look at these texts",
                        batches.get(0).firstQuery(), batches.get(1).firstQuery());
    }

    @Test
    void everyStepOfTheCurveSaysWhatTheMachineMeasured() throws IOException {
        train(TinyData.options(1, 13, 0, 2e-3), TrainingListener.NONE, "state");

        List<JsonNode> steps = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("state/curve.jsonl"))) {
            JsonNode read = new ObjectMapper().readTree(line);
            if (read.has("loss")) {
                steps.add(read.path("measured"));
            }
        }
        assertThat(steps).hasSizeBetween(4, 5).allSatisfy(measured -> {
            assertThat(measured.path("tokens_per_second").asLong()).isPositive();
            assertThat(measured.path("resident_bytes").asLong()).isPositive();
        });
    }

    private TrainingResult train(TrainingOptions options, TrainingListener listener, String state) {
        return train(dataset, dataset, options, listener, state);
    }

    private TrainingResult train(
            RagDataset trains, RagDataset selects, TrainingOptions options, TrainingListener listener, String state) {
        DevSelection selection = new DevSelection(
                model,
                Dtype.FP32,
                selects,
                selects.split(RagDataset.DEV),
                List.copyOf(selects.corpus().keySet()));
        return new Trainer(
                        model,
                        List.of(TinyData.set(trains)),
                        options,
                        Optional.of(Selection.onPool(selection, TinyData.unchanged(selection))),
                        listener)
                .run(folder.resolve(state));
    }

    private static TrainingListener hearResumed(List<Integer> steps) {
        return new TrainingListener() {
            @Override
            public void resumed(int step) {
                steps.add(step);
            }
        };
    }

    private static TrainingListener cancelAt(int step) {
        return new TrainingListener() {
            @Override
            public void stepped(Step taken) {
                if (taken.step() == step) {
                    throw new CancellationException();
                }
            }
        };
    }

    private List<String> curve(String state) throws IOException {
        return TinyData.curve(folder.resolve(state));
    }

    private static long mismatch(TrainingResult one, TrainingResult other) {
        try {
            return Files.mismatch(one.weights().orElseThrow(), other.weights().orElseThrow());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static double dev(Optional<MetricReport> report) {
        return report.orElseThrow().mean(DevSelection.METRIC);
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
