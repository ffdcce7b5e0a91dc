package io.retune.cli.run;

import io.retune.cli.mine.MiningFlags;
import io.retune.cli.train.MethodFlags;
import io.retune.cli.train.TrainingFlags;
import io.retune.encoder.Dtype;
import io.retune.events.Recipe;
import io.retune.training.Method;
import io.retune.training.TrainingOptions;
import io.retune.training.data.BatchOptions;
import io.retune.training.mining.MiningOptions;
import io.retune.training.network.LoraOptions;
import io.retune.training.optimizer.OptimizerOptions;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags behind {@link Recipe}, for a command with {@link RecipeDefaults}. */
public final class RecipeFlags {
    /** Checks of the flags want one; the run chooses its own. */
    private static final long NO_SEED = 0;

    @Option(
            names = "--synthesize",
            paramLabel = "PASSAGES",
            description = "Make questions for so many passages that no query of train has. Default: ${DEFAULT-VALUE}.")
    private int synthesize;

    @Mixin
    private MiningFlags mining;

    @Mixin
    private MethodFlags methods;

    @Mixin
    private TrainingFlags training;

    @Option(
            names = "--margin",
            paramLabel = "SHARE",
            description = "The loss of nDCG@10 that is accepted on a guard. Default: ${DEFAULT-VALUE}, two"
                    + " percentage points.")
    private double margin;

    /**
     * What the flags say.
     *
     * @throws io.retune.cli.InputException if a flag has no effect with the method
     * @throws io.retune.training.TrainingException if mining or training would refuse a value
     * @throws io.retune.events.EventException if the recipe would
     */
    Recipe recipe() {
        Method method = methods.method();
        Recipe.Synthesis synthesis = Recipe.DEFAULTS.synthesis();
        return new Recipe(
                new Recipe.Synthesis(synthesize, synthesis.pairsPerPassage(), synthesis.roundTripRank()),
                mining.isOff() ? noMining() : mining(mining.options(NO_SEED)),
                training(method, training.options(method, Dtype.FP32, NO_SEED)),
                margin);
    }

    private static Recipe.Mining noMining() {
        Recipe.Mining unused = Recipe.DEFAULTS.mining();
        return new Recipe.Mining(unused.rangeMin(), unused.rangeMax(), 0, unused.relativeMargin(), unused.sampling());
    }

    private static Recipe.Mining mining(MiningOptions options) {
        return new Recipe.Mining(
                options.rangeMin(),
                options.rangeMax(),
                options.negatives(),
                optional(options.limits().relativeMargin()),
                word(options.sampling()),
                optional(options.limits().absoluteMargin()),
                optional(options.limits().minScore()),
                optional(options.limits().maxScore()),
                Optional.of(options.unmarked().passageSimilarity().orElse(0)),
                Optional.of(options.unmarked().querySimilarity().orElse(0)),
                optional(options.unmarked().queryNearness()));
    }

    private static Optional<Double> optional(OptionalDouble value) {
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }

    private Recipe.Training training(Method method, TrainingOptions options) {
        BatchOptions batches = options.batches();
        OptimizerOptions optimizer = options.optimizer();
        Optional<LoraOptions> lora = method == Method.LORA ? Optional.of(methods.lora()) : Optional.empty();
        return new Recipe.Training(
                method.label(),
                lora.map(LoraOptions::rank),
                lora.map(LoraOptions::alpha),
                batches.epochs(),
                batches.batchSize(),
                batches.gradientAccumulation(),
                batches.negativesPerQuery(),
                method.nudge().isPresent() ? Optional.empty() : Optional.of(optimizer.learningRate()),
                optimizer.warmupRatio(),
                word(optimizer.schedule()),
                optimizer.weightDecay(),
                optimizer.maxGradNorm(),
                options.scale(),
                options.attentionDropout(),
                options.selection().evaluations());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
