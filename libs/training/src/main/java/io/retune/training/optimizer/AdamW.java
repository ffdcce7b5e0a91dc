package io.retune.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.retune.encoder.graph.TorchModule;
import io.retune.encoder.graph.TorchScriptArchive;
import io.retune.encoder.model.WeightSpec;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntList;
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

    private static final String PULL =
            """
            torch._foreach_mul_(p, torch.sub(1., share))
            torch._foreach_add_(p, torch._foreach_mul(b, share))
            return share""";

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
    private final List<Parameter> parameters;
    private final List<Group> groups = new ArrayList<>();
    private final List<NDArray> means = new ArrayList<>();
    private final List<NDArray> variances = new ArrayList<>();
    private final List<NDArray> steps = new ArrayList<>();
    private final List<NDArray> starts = new ArrayList<>();
    private final double pullToStart;

    /** Parameters that are changed by one call: of one rate, all decaying or none. */
    private record Group(double rateFactor, boolean decays, IntList members) {}

    /** A moment of a parameter, to be saved and restored under its name. */
    public record Moment(WeightSpec spec, NDArray tensor) {}

    /**
     * Prepares moments of 0.
     *
     * @param parent owns them
     * @param parameters what changes
     * @param pullToStart decoupled decay towards the values that the parameters have now; 0 for none
     */
    public AdamW(NDManager parent, List<Parameter> parameters, double weightDecay, double pullToStart) {
        this.manager = parent.newSubManager();
        this.pullToStart = pullToStart;
        this.parameters = List.copyOf(parameters);
        this.module = TorchModule.compile(
                manager,
                method("step_decayed", STEP_ARGUMENTS, STEP.formatted(weightDecay))
                        + method("step_plain", STEP_ARGUMENTS, STEP.formatted("0."))
                        + method("pull", "share: Tensor, p: List[Tensor], b: List[Tensor]", PULL)
                        + method("clip", "limit: Tensor, w: List[Tensor]", CLIP)
                        + method("zero", "w: List[Tensor]", ZERO));
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            means.add(manager.zeros(parameter.tensor().getShape()));
            variances.add(manager.zeros(parameter.tensor().getShape()));
            steps.add(manager.zeros(new Shape(), DataType.FLOAT32));
            if (pullToStart > 0) {
                starts.add(manager.create(
                        parameter.tensor().toFloatArray(), parameter.tensor().getShape()));
            }
            groupOf(parameter).members().add(i);
        }
    }

    private Group groupOf(Parameter parameter) {
        for (Group group : groups) {
            if (group.rateFactor() == parameter.rateFactor() && group.decays() == parameter.decays()) {
                return group;
            }
        }
        groups.add(new Group(parameter.rateFactor(), parameter.decays(), new IntArrayList()));
        return groups.get(groups.size() - 1);
    }

    private static String method(String name, String arguments, String body) {
        return TorchScriptArchive.method(name, arguments, "Tensor", body.lines().toList());
    }

    /**
     * Scales all gradients down so that their joint norm is at most {@code limit}.
     *
     * @return the norm before; not finite if any gradient is not
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
            for (Group group : groups) {
                update(group, scope, scope.create((float) (learningRate * group.rateFactor())), gradients);
            }
            module.call("zero", scope, List.of(), gradients, false);
        }
    }

    private void update(Group group, NDManager scope, NDArray rate, NDList gradients) {
        List<NDArray> tensors = parameters.stream().map(Parameter::tensor).toList();
        if (pullToStart > 0) {
            module.change("pull", scope, List.of(rate.mul(pullToStart)), members(group, List.of(tensors, starts)));
        }
        module.change(
                group.decays() ? "step_decayed" : "step_plain",
                scope,
                List.of(rate),
                members(group, List.of(tensors, gradients, means, variances, steps)));
    }

    private static List<List<NDArray>> members(Group group, List<List<NDArray>> lists) {
        List<List<NDArray>> members = new ArrayList<>();
        for (List<NDArray> all : lists) {
            List<NDArray> own = new ArrayList<>();
            group.members().forEach(i -> own.add(all.get(i)));
            members.add(own);
        }
        return members;
    }

    private NDList gradients(NDManager scope) {
        NDList gradients = new NDList();
        for (Parameter parameter : parameters) {
            NDArray gradient = parameter.tensor().getGradient();
            gradient.attach(scope);
            gradients.add(gradient);
        }
        return gradients;
    }

    /** First and second moments, {@code mean.<parameter>} and {@code variance.<parameter>}. */
    public List<Moment> moments() {
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            WeightSpec spec = parameters.get(i).spec();
            moments.add(new Moment(new WeightSpec("mean." + spec.name(), spec.shape()), means.get(i)));
            moments.add(new Moment(new WeightSpec("variance." + spec.name(), spec.shape()), variances.get(i)));
        }
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
