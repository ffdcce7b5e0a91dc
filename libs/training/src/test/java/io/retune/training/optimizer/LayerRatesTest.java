package io.retune.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.encoder.TinyModel;
import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.SafetensorsFile;
import io.retune.encoder.model.WeightSpec;
import io.retune.training.TinyData;
import io.retune.training.Trainer;
import io.retune.training.TrainingException;
import io.retune.training.TrainingListener;
import io.retune.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tiny model has two layers. */
class LayerRatesTest {
    private static final TrainingOptions OPTIONS = TinyData.options(1, 6, 0, 1e-3);

    @TempDir
    Path folder;

    private ModelFolder model;

    @BeforeEach
    void writeModel() throws IOException {
        model = ModelFolder.open("tiny", TinyModel.bert(folder.resolve("model")));
    }

    @Test
    void lowerLayersHaveLowerRates() {
        assertThat(factors(new LayerRates(0.5, false, 0)))
                .containsOnly(Map.entry("embeddings", 0.25), Map.entry("layer.0", 0.5), Map.entry("layer.1", 1.0));
    }

    @Test
    void frozenLayersTakeTheEmbeddingsWithThem() {
        assertThat(factors(new LayerRates(1, true, 0)).keySet()).containsExactly("layer.0", "layer.1");
        assertThat(factors(new LayerRates(1, false, 1)).keySet()).containsExactly("layer.1");
    }

    @Test
    void aNetworkFrozenAsAWholeIsRefused() {
        assertThatThrownBy(() -> factors(new LayerRates(1, false, 2)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("frozen layers is 2, expected fewer than the network's 2");
    }

    @Test
    void whatIsFrozenKeepsItsBytesAndTheRestChanges() {
        assertThat(changed(LayerRates.ALL)).containsExactlyInAnyOrder("embeddings", "layer.0", "layer.1");
        assertThat(changed(new LayerRates(1, true, 0))).containsExactlyInAnyOrder("layer.0", "layer.1");
        assertThat(changed(new LayerRates(1, false, 1))).containsExactlyInAnyOrder("layer.1");
    }

    /** The first step of AdamW moves every weight by its rate, since both moments are the gradient's. */
    @Test
    void aStepIsAsLongAsTheLayersRate() {
        float[] before = weight(model.folder().resolve("model.safetensors"), "encoder.layer.0.output.dense.bias");
        float[] whole = weight(train(LayerRates.ALL), "encoder.layer.0.output.dense.bias");
        float[] half = weight(train(new LayerRates(0.5, false, 0)), "encoder.layer.0.output.dense.bias");

        assertThat(distance(before, half))
                .isCloseTo(distance(before, whole) / 2, org.assertj.core.data.Offset.offset(1e-5));
        assertThat(distance(before, whole)).isGreaterThan(5e-4);
    }

    private Map<String, Double> factors(LayerRates rates) {
        try (var manager = Torch.newManager();
                EncoderWeights weights = model.readWeights(manager)) {
            Map<String, Double> factors = new TreeMap<>();
            for (Parameter parameter : rates.choose(weights.specs(), weights.tensors())) {
                factors.put(part(parameter.spec().name()), parameter.rateFactor());
            }
            return factors;
        }
    }

    private Set<String> changed(LayerRates rates) {
        Path trained = train(rates);
        Set<String> changed = new HashSet<>();
        for (WeightSpec spec : model.description().architecture().weights()) {
            if (!Arrays.equals(
                    weight(trained, spec.name()), weight(model.folder().resolve("model.safetensors"), spec.name()))) {
                changed.add(part(spec.name()));
            }
        }
        return changed;
    }

    private Path train(LayerRates rates) {
        OptimizerOptions own = OPTIONS.optimizer();
        TrainingOptions options = OPTIONS.withOptimizer(
                new OptimizerOptions(own.learningRate(), 0, own.schedule(), own.weightDecay(), 1, rates));
        return new Trainer(
                        model,
                        List.of(TinyData.set(TinyData.pairs(6, 8))),
                        options,
                        Optional.empty(),
                        TrainingListener.NONE)
                .run(folder.resolve("state-" + rates.hashCode()))
                .weights()
                .orElseThrow();
    }

    private static float[] weight(Path file, String name) {
        try (SafetensorsFile weights = SafetensorsFile.open(file)) {
            var floats = weights.readFloats(name)
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            float[] values = new float[floats.remaining()];
            floats.get(values);
            return values;
        }
    }

    private static double distance(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += Math.abs(left[i] - right[i]);
        }
        return sum / left.length;
    }

    private static String part(String name) {
        return name.startsWith("encoder.") ? name.substring(8, 15) : "embeddings";
    }
}
