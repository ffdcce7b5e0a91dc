package io.retune.training;

import io.retune.training.network.LoraOptions;
import io.retune.training.nudge.NudgeMethod;
import io.retune.training.optimizer.OptimizerOptions;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What of a model a training changes. */
public enum Method {
    /** All weights. */
    FULL("full", OptimizerOptions.LEARNING_RATE, Optional.empty()),
    /** Low-rank adapters, see {@link LoraOptions}. */
    LORA("lora", LoraOptions.LEARNING_RATE, Optional.empty()),
    /** The vectors of single passages, see {@link NudgeMethod#NUDGE_M}. */
    NUDGE_M(NudgeMethod.NUDGE_M),
    /** The vectors of single passages, see {@link NudgeMethod#NUDGE_N}. */
    NUDGE_N(NudgeMethod.NUDGE_N);

    private final String label;
    private final double learningRate;
    private final Optional<NudgeMethod> nudge;

    Method(String label, double learningRate, Optional<NudgeMethod> nudge) {
        this.label = label;
        this.learningRate = learningRate;
        this.nudge = nudge;
    }

    /** Without steps, the learning rate means nothing. */
    Method(NudgeMethod nudge) {
        this(nudge.label(), OptimizerOptions.LEARNING_RATE, Optional.of(nudge));
    }

    /**
     * Reads a name.
     *
     * @param label as flags, recipes and results have it: {@code full}, {@code lora}, {@code nudge-m} or {@code nudge-n}
     * @throws TrainingException if there is no such method
     */
    public static Method parse(String label) {
        return Arrays.stream(values())
                .filter(method -> method.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new TrainingException("method: found \"" + label + "\", expected one of "
                        + Arrays.stream(values()).map(Method::label).collect(Collectors.joining(", "))));
    }

    /** The name used in flags, recipes and results. */
    public String label() {
        return label;
    }

    /** The peak that is taken where nobody says another. */
    public double learningRate() {
        return learningRate;
    }

    /** How passages move; absent where weights are trained. */
    public Optional<NudgeMethod> nudge() {
        return nudge;
    }

    /** The label, which is what a flag's value is compared with. */
    @Override
    public String toString() {
        return label;
    }
}
