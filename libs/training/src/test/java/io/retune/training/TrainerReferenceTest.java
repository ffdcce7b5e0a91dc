package io.retune.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.retune.dataset.RagDataset;
import io.retune.encoder.Dtype;
import io.retune.encoder.Role;
import io.retune.encoder.TextEncoder;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.Prompts;
import io.retune.encoder.model.SafetensorsFile;
import io.retune.training.data.BatchOptions;
import io.retune.training.data.TrainingSet;
import io.retune.training.optimizer.LayerRates;
import io.retune.training.optimizer.OptimizerOptions;
import io.retune.training.optimizer.Schedule;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Loss, joint gradient norm and trained weights as PyTorch 2.15.0 with transformers 5.24.0 computed them from the same
 * model and data: cross entropy of 20 times the cosines over all passages of the batch, torch.optim.AdamW (betas 0.9 and
 * 0.999, decay 0.01 on matrices only), clip_grad_norm_ at 1, linear decay from 1e-3, fp32, no dropout. A gradient that
 * did not reach the queries, or the passages, would change the norm.
 */
class TrainerReferenceTest {
    private static final Offset<Double> LOSS = within(1e-5);

    @TempDir
    Path folder;

    private ModelFolder model;

    @BeforeEach
    void writeModel() throws IOException {
        model = TinyData.model(folder.resolve("model"));
    }

    @Test
    void inBatchNegatives() {
        List<TrainingListener.Step> steps = train(TinyData.pairs(6, 8), TinyData.options(1, 6, 0, 1e-3));
        assertThat(steps).hasSize(1);
        assertThat(steps.get(0).loss()).isCloseTo(1.7530953, LOSS);
        assertThat(steps.get(0).gradientNorm()).isCloseTo(3.6075809, within(3.6e-4));
    }

    /** 80 texts of 58 tokens are more than one call of the network takes. */
    @Test
    void aBatchOfSeveralCallsOfTheNetwork() {
        List<TrainingListener.Step> steps = train(TinyData.pairs(80, 56), TinyData.options(1, 80, 0, 1e-3));
        assertThat(steps.get(0).loss()).isCloseTo(4.3897400, LOSS);
        assertThat(steps.get(0).gradientNorm()).isCloseTo(0.5857574, within(6e-5));
    }

    @Test
    void threeStepsWithRaggedHardNegativesEndInTheSameWeights() {
        RagDataset dataset = TinyData.pairs(6, 8);
        List<TrainingListener.Step> steps = new ArrayList<>();
        TrainingResult result = run(dataset, TinyData.options(3, 6, 2, 1e-3), steps);

        assertThat(steps)
                .extracting(TrainingListener.Step::loss)
                .satisfiesExactly(
                        first -> assertThat(first).isCloseTo(2.837830, LOSS),
                        second -> assertThat(second).isCloseTo(2.594770, within(1e-4)),
                        third -> assertThat(third).isCloseTo(2.497211, within(1e-4)));
        assertThat(steps)
                .extracting(TrainingListener.Step::gradientNorm)
                .satisfiesExactly(
                        first -> assertThat(first).isCloseTo(5.325560, within(5e-4)),
                        second -> assertThat(second).isCloseTo(2.345953, within(1e-3)),
                        third -> assertThat(third).isCloseTo(2.739537, within(1e-3)));
        assertThat(steps)
                .extracting(TrainingListener.Step::learningRate)
                .satisfiesExactly(
                        first -> assertThat(first).isCloseTo(1e-3, within(1e-9)),
                        second -> assertThat(second).isCloseTo(1e-3 * 2 / 3, within(1e-9)),
                        third -> assertThat(third).isCloseTo(1e-3 / 3, within(1e-9)));
        float[] expected = {0.32849f, -0.26543f, -0.05682f, 0.02555f, -0.20057f, -0.02825f};
        float[] found = vector(result.weights().orElseThrow());
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).as("value %s", i).isCloseTo(expected[i], within(2e-4f));
        }
    }

    @Test
    void accumulatedBatchesGiveTheMeanOfTheirLossesAndGradients() {
        TrainingSet six = TinyData.set(TinyData.pairs(6, 8));
        TrainingSet five = TinyData.set(TinyData.pairs(5, 10));
        OneStep ofSix = oneStep("six", six);
        OneStep ofFive = oneStep("five", five);
        OneStep ofBoth = oneStep("both", six, five);

        assertThat(ofBoth.loss()).isCloseTo((ofSix.loss() + ofFive.loss()) / 2, LOSS);
        assertThat(ofBoth.means())
                .hasSameSizeAs(model.description().architecture().weights());
        ofBoth.means().forEach((name, found) -> {
            for (int i = 0; i < found.length; i++) {
                float mean = (ofSix.means().get(name)[i] + ofFive.means().get(name)[i]) / 2;
                assertThat(found[i]).as(name).isCloseTo(mean, within(1e-5f));
            }
        });
    }

    /**
     * What a step comes to.
     *
     * @param means first moments by name; after one step they are a tenth of the gradients
     */
    private record OneStep(double loss, Map<String, float[]> means) {}

    /** The only step of a training that has one batch of each set, and would accumulate three. */
    private OneStep oneStep(String name, TrainingSet... sets) {
        TrainingOptions unclipped = TinyData.options(1, 6, 0, 1e-3)
                .withBatches(new BatchOptions(1, 6, 3, 0, false))
                .withOptimizer(new OptimizerOptions(1e-3, 0, Schedule.LINEAR, 0, 1e6, LayerRates.ALL));
        List<TrainingListener.Step> steps = new ArrayList<>();
        run(model, List.of(sets), unclipped, steps, folder.resolve(name));
        assertThat(steps).hasSize(1);
        assertThat(steps.get(0).gradientNorm()).isGreaterThan(1);

        Map<String, float[]> means = new TreeMap<>();
        try (SafetensorsFile moments = SafetensorsFile.open(folder.resolve(name + "/step-1/moments.safetensors"))) {
            for (String moment : moments.names()) {
                if (moment.startsWith("mean.")) {
                    FloatBuffer values = moments.readFloats(moment).asFloatBuffer();
                    float[] mean = new float[values.remaining()];
                    values.get(mean);
                    means.put(moment, mean);
                }
            }
        }
        return new OneStep(steps.get(0).loss(), means);
    }

    @Test
    void recordedInPartsTheStepsAreTheSame() {
        RagDataset dataset = TinyData.pairs(6, 8);
        TrainingOptions whole = TinyData.options(3, 6, 2, 1e-3);
        TrainingOptions parts = whole.withBatches(whole.batches().withMiniBatchSize(2));
        List<TrainingListener.Step> expected = train(dataset, whole);
        List<TrainingListener.Step> found = train(dataset, parts);

        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i).loss()).isCloseTo(expected.get(i).loss(), within(1e-4));
            assertThat(found.get(i).gradientNorm()).isCloseTo(expected.get(i).gradientNorm(), within(1e-3));
        }
    }

    @Test
    void theModelsPromptsStandBeforeTheTextsThatTrain() {
        RagDataset dataset = TinyData.pairs(6, 8);
        TrainingOptions options = TinyData.options(1, 6, 2, 1e-3);
        List<TrainingListener.Step> expected = train(TinyData.prefixed(dataset, "find it: ", "text "), options);

        List<TrainingListener.Step> found = new ArrayList<>();
        run(
                model.withPrompts(new Prompts("find it: ", "text ")),
                List.of(TinyData.set(dataset)),
                options,
                found,
                folder.resolve("prompted"));

        assertThat(found.get(0).loss()).isEqualTo(expected.get(0).loss());
        assertThat(found.get(0).gradientNorm()).isEqualTo(expected.get(0).gradientNorm());
    }

    private List<TrainingListener.Step> train(RagDataset dataset, TrainingOptions options) {
        List<TrainingListener.Step> steps = new ArrayList<>();
        run(dataset, options, steps);
        return steps;
    }

    private TrainingResult run(RagDataset dataset, TrainingOptions options, List<TrainingListener.Step> steps) {
        Path state = folder.resolve("state-" + options.hashCode());
        return run(model, List.of(TinyData.set(dataset)), options, steps, state);
    }

    private static TrainingResult run(
            ModelFolder model,
            List<TrainingSet> sets,
            TrainingOptions options,
            List<TrainingListener.Step> steps,
            Path state) {
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(Step step) {
                steps.add(step);
            }
        };
        return new Trainer(model, sets, options, Optional.empty(), listener).run(state);
    }

    private float[] vector(Path weights) {
        try (NDManager manager = Torch.newManager();
                EncoderWeights trained = EncoderWeights.read(
                        manager, weights, model.description().architecture());
                TextEncoder encoder = TextEncoder.open(model, trained, Dtype.FP32)) {
            return encoder.encode(Role.QUERY, List.of("the ferry leaves at seven"))[0];
        }
    }
}
