package io.retune.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.retune.encoder.graph.TorchModule;
import io.retune.encoder.graph.TorchScriptArchive;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101) by libtorch's fused
 * kernel: one pass over each tensor. Biases and layer norms, the one-dimensional tensors, do not decay.
 */
public final class AdamW implements AutoCloseable {
    private static final String STEP_ARGUMENTS =
            "lr: Tensor, p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], s: List[Tensor]";

    private static final String STEP =
            """
            torch._foreach_add_(s, 1)
            e = annotate(List[Tensor], [])
            torch._fused_adamw_(p, g, m, v, e, s, lr=lr, beta1=0.9, beta2=0.999, weight_decay=%s, eps=1e-08, amsgrad=False, maximize=False)
            return lr""";

    private static final String CLIP =
            """
            total = torch.norm(torch.stack(torch._foreach_norm(w)), 2)
            torch._foreach_mul_(w, torch.clamp_max(torch.div(limit, torch.add(total, 1e-06)), 1.))
            return total""";

    private static final String ZERO = """
            torch._foreach_zero_(w)
            return w[0]""";

    private final NDManager manager;
    private final TorchModule module;
    private final List<NDArray> parameters;
    private final List<NDArray> means = new ArrayList<>();
    private final List<NDArray> variances = new ArrayList<>();
    private final List<NDArray> steps = new ArrayList<>();

    /**
     * Prepares moments of 0.
     *
     * @param parent owns them
     * @param parameters 32-bit tensors that require gradients
     */
    public AdamW(NDManager parent, List<NDArray> parameters, double weightDecay) {
        this.manager = parent.newSubManager();
        this.parameters = parameters;
        this.module = TorchModule.compile(
                manager,
                method("step_decayed", STEP_ARGUMENTS, STEP.formatted(weightDecay))
                        + method("step_plain", STEP_ARGUMENTS, STEP.formatted("0."))
                        + method("clip", "limit: Tensor, w: List[Tensor]", CLIP)
                        + method("zero", "w: List[Tensor]", ZERO));
        for (NDArray parameter : parameters) {
            means.add(manager.zeros(parameter.getShape()));
            variances.add(manager.zeros(parameter.getShape()));
            steps.add(manager.zeros(new Shape(), DataType.FLOAT32));
        }
    }

    private static String method(String name, String arguments, String body) {
        return TorchScriptArchive.method(name, arguments, "Tensor", body.lines().toList());
    }

    /**
     * Scales all gradients down so that their joint norm is at most {@code limit}.
     *
     * @return the norm before
     */
    public double clip(double limit) {
        try (NDManager scope = manager.newSubManager();
                NDList gradients = gradients(scope)) {
            NDArray bound = scope.create((float) limit);
            return module.call("clip", scope, List.of(bound), gradients, false)
                    .head()
                    .getFloat();
        }
    }

    /** Changes the parameters along their gradients, then sets the gradients to 0. */
    public void step(double learningRate) {
        try (NDManager scope = manager.newSubManager();
                NDList gradients = gradients(scope)) {
            NDArray rate = scope.create((float) learningRate);
            update("step_decayed", scope, rate, gradients, true);
            update("step_plain", scope, rate, gradients, false);
            module.call("zero", scope, List.of(), gradients, false);
        }
    }

    private void update(String method, NDManager scope, NDArray rate, NDList gradients, boolean decayed) {
        List<List<NDArray>> lists = new ArrayList<>();
        for (List<NDArray> all : List.of(parameters, gradients, means, variances, steps)) {
            List<NDArray> own = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                if ((parameters.get(i).getShape().dimension() > 1) == decayed) {
                    own.add(all.get(i));
                }
            }
            lists.add(own);
        }
        if (lists.get(0).isEmpty()) {
            return; // adapters have no biases
        }
        module.change(method, scope, List.of(rate), lists);
    }

    private NDList gradients(NDManager scope) {
        NDList gradients = new NDList();
        for (NDArray parameter : parameters) {
            NDArray gradient = parameter.getGradient();
            gradient.attach(scope);
            gradients.add(gradient);
        }
        return gradients;
    }

    /** First and second moments, parameter by parameter, to be saved and restored. */
    public List<NDArray> moments() {
        List<NDArray> moments = new ArrayList<>(means);
        moments.addAll(variances);
        return moments;
    }

    /** Sets the number of steps taken, which decides the correction of the moments' bias. */
    public void restoreStep(int step) {
        steps.forEach(count -> count.set(new float[] {step}));
    }

    @Override
    public void close() {
        manager.close();
    }
}
