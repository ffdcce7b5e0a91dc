package io.retune.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.retune.encoder.graph.TorchModule;
import io.retune.encoder.graph.TorchScriptArchive;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.WeightSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * LoRA: the network's weights are frozen, and the targets get {@code W + scale * B A}, where {@code A [rank, inputs]} is
 * drawn and {@code B [outputs, rank]} begins at 0, so that the start is the base model exactly. Only A and B are trained:
 * an adapter for each target, query, key and value apart. The sum is formed before the network runs, inside what is
 * recorded; the network itself is the one that trains all weights.
 *
 * <p>Source: Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", https://arxiv.org/abs/2106.09685. Names,
 * shapes, scale and start are PEFT's (A: Kaiming-uniform with a = sqrt 5, which is uniform within 1 / sqrt(inputs)).
 * PEFT adds the adapter's output to the layer's instead, which is the same up to rounding.
 */
public final class LowRankWeights implements Parameterization {
    private static final String PREFIX = "base_model.model.";
    private static final String METHOD = "adapt";

    private final NDManager manager;
    private final EncoderWeights frozen;
    private final TorchModule module;
    private final List<Integer> adapted = new ArrayList<>();
    private final List<WeightSpec> specs = new ArrayList<>();
    private final List<NDArray> parameters = new ArrayList<>();

    /**
     * Draws adapters.
     *
     * @param parent owns what this object makes
     * @param base copied
     * @param seed of A
     */
    public LowRankWeights(NDManager parent, EncoderWeights base, LoraOptions options, long seed) {
        this.manager = parent.newSubManager();
        this.frozen = base.copy(manager);
        Random random = new Random(seed);
        for (int i = 0; i < frozen.specs().size(); i++) {
            WeightSpec weight = frozen.specs().get(i);
            if (options.adapts(weight)) {
                adapted.add(i);
                add(weight, options.rank(), random);
            }
        }
        this.module = TorchModule.compile(manager, source(adapted.size(), options.scale()));
    }

    private void add(WeightSpec weight, int rank, Random random) {
        long outputs = weight.shape().get(0);
        long inputs = weight.shape().get(1);
        float[] drawn = new float[Math.toIntExact(rank * inputs)];
        double bound = 1 / Math.sqrt((double) inputs);
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        String name = PREFIX + LoraOptions.module(weight);
        add(new WeightSpec(name + ".lora_A.weight", List.of((long) rank, inputs)), drawn);
        add(new WeightSpec(name + ".lora_B.weight", List.of(outputs, (long) rank)), new float[(int) outputs * rank]);
    }

    private void add(WeightSpec spec, float[] values) {
        NDArray tensor = manager.create(
                values, new Shape(spec.shape().get(0), spec.shape().get(1)));
        tensor.setRequiresGradient(true);
        specs.add(spec);
        parameters.add(tensor);
    }

    /** Takes every frozen weight with its A and B, and returns the sums. */
    private static String source(int adapters, double scale) {
        List<String> sums = new ArrayList<>();
        for (int i = 0; i < adapters; i++) {
            sums.add(
                    "torch.addmm(w[%d], w[%d], w[%d], beta=1, alpha=%s)".formatted(3 * i, 3 * i + 2, 3 * i + 1, scale));
        }
        return TorchScriptArchive.method(
                METHOD, "w: List[Tensor]", "List[Tensor]", List.of("return [%s]".formatted(String.join(", ", sums))));
    }

    @Override
    public List<WeightSpec> specs() {
        return specs;
    }

    @Override
    public List<NDArray> parameters() {
        return parameters;
    }

    @Override
    public List<NDArray> weights(NDManager scope) {
        return adapt(scope, true);
    }

    private List<NDArray> adapt(NDManager scope, boolean gradients) {
        List<NDArray> arguments = new ArrayList<>();
        for (int i = 0; i < adapted.size(); i++) {
            arguments.add(frozen.tensors().get(adapted.get(i)));
            arguments.add(parameters.get(2 * i));
            arguments.add(parameters.get(2 * i + 1));
        }
        List<NDArray> sums = module.call(METHOD, scope, List.of(), arguments, gradients);
        List<NDArray> weights = new ArrayList<>(frozen.tensors());
        for (int i = 0; i < adapted.size(); i++) {
            weights.set(adapted.get(i), sums.get(i));
        }
        return weights;
    }

    @Override
    public EncoderWeights snapshot() {
        EncoderWeights merged = frozen.copy(manager);
        try (NDManager scope = manager.newSubManager()) {
            List<NDArray> weights = adapt(scope, false);
            adapted.forEach(
                    i -> EncoderWeights.bytes(merged.tensors().get(i)).put(EncoderWeights.bytes(weights.get(i))));
        }
        return merged;
    }

    @Override
    public boolean isAdapter() {
        return true;
    }

    @Override
    public void close() {
        manager.close();
    }
}
