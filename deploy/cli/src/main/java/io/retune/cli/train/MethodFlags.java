package io.retune.cli.train;

import io.retune.cli.InputException;
import io.retune.training.Method;
import io.retune.training.network.LoraOptions;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The flags behind {@link Method} and {@link LoraOptions} that a run of the services has as well. */
public final class MethodFlags {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--method",
            paramLabel = "full|lora|nudge-m|nudge-n",
            defaultValue = "full",
            description = "What is changed: full, all weights; lora, low-rank adapters, which are also written apart in"
                    + " the form that PEFT reads; nudge-n or nudge-m, the vectors of single passages, in seconds: it"
                    + " helps questions to passages that were asked for before. Default: ${DEFAULT-VALUE}.")
    private Method method;

    @OnlyWith(Method.LORA)
    @Option(
            names = "--lora-rank",
            paramLabel = "N",
            defaultValue = "" + LoraOptions.RANK,
            description = "lora: rank of the adapters. Default: ${DEFAULT-VALUE}.")
    private int loraRank;

    @OnlyWith(Method.LORA)
    @Option(
            names = "--lora-alpha",
            paramLabel = "N",
            defaultValue = "" + LoraOptions.ALPHA,
            description = "lora: the adapters count alpha / rank times. Default: ${DEFAULT-VALUE}.")
    private int loraAlpha;

    /**
     * The method.
     *
     * @throws InputException if the command line has a flag without effect with it
     */
    public Method method() {
        command.commandLine().getParseResult().matchedOptions().forEach(this::requireUsed);
        return method;
    }

    private void requireUsed(OptionSpec flag) {
        List<Method> methods = onlyWith(flag);
        if (!methods.isEmpty() && !methods.contains(method)) {
            throw new InputException(
                    "%s: has no effect with --method %s; expected --method %s; leave the flag out or choose another method"
                            .formatted(
                                    flag.longestName(),
                                    method,
                                    methods.stream().map(Method::label).collect(Collectors.joining(" or "))));
        }
    }

    private static List<Method> onlyWith(OptionSpec flag) {
        if (!(flag.userObject() instanceof Field field)) {
            return List.of(); // picocli's own, such as --help
        }
        return Optional.ofNullable(field.getAnnotation(OnlyWith.class))
                .or(() -> Optional.ofNullable(field.getDeclaringClass().getAnnotation(OnlyWith.class)))
                .map(found -> Arrays.asList(found.value()))
                .orElse(List.of());
    }

    /**
     * The adapters of query, key and value.
     *
     * @throws io.retune.training.TrainingException if a value is out of its range
     */
    public LoraOptions lora() {
        return LoraOptions.of(loraRank, loraAlpha);
    }
}
