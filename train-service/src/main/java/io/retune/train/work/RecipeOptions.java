package io.retune.train.work;

import io.retune.encoder.Dtype;
import io.retune.events.Recipe;
import io.retune.training.Method;
import io.retune.training.TrainingException;
import io.retune.training.TrainingOptions;
import io.retune.training.data.BatchOptions;
import io.retune.training.mining.MiningOptions;
import io.retune.training.mining.ScoreLimits;
import io.retune.training.mining.UnmarkedAnswers;
import io.retune.training.network.LoraOptions;
import io.retune.training.nudge.GammaCriterion;
import io.retune.training.nudge.NudgeOptions;
import io.retune.training.optimizer.LayerRates;
import io.retune.training.optimizer.OptimizerOptions;
import io.retune.training.optimizer.Schedule;
import io.retune.training.selection.SelectionOptions;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A recipe as mining and training take it.
 *
 * @param mining absent: the data set's own negatives are used
 * @param training of weights or adapters
 * @param lora the adapters to train; absent: all weights are trained
 * @param nudge how passages move; present: nothing is mined and no weight is trained
 */
public record RecipeOptions(
        Optional<MiningOptions> mining,
        TrainingOptions training,
        Optional<LoraOptions> lora,
        Optional<NudgeOptions> nudge) {
    /**
     * Reads a recipe.
     *
     * @throws TrainingException if a value cannot be used
     */
    public static RecipeOptions of(Recipe recipe, Dtype dtype, long seed) {
        Method method = Method.parse(recipe.training().method());
        return new RecipeOptions(
                recipe.mining().negatives() == 0 ? Optional.empty() : Optional.of(mining(recipe.mining(), seed)),
                training(recipe.training(), method, dtype, seed),
                method == Method.LORA ? Optional.of(lora(recipe.training())) : Optional.empty(),
                method.nudge()
                        .map(how -> new NudgeOptions(how, GammaCriterion.NDCG_AT_10, OptionalDouble.empty(), seed)));
    }

    private static LoraOptions lora(Recipe.Training training) {
        return LoraOptions.of(
                training.loraRank().orElse(LoraOptions.RANK),
                training.loraAlpha().orElse(LoraOptions.ALPHA));
    }

    private static MiningOptions mining(Recipe.Mining mining, long seed) {
        return MiningOptions.of(
                        mining.rangeMin(),
                        mining.rangeMax(),
                        mining.negatives(),
                        parse(MiningOptions.Sampling.class, "recipe.mining.sampling", mining.sampling()),
                        seed)
                .withLimits(new ScoreLimits(
                        optional(mining.relativeMargin()),
                        optional(mining.absoluteMargin()),
                        optional(mining.minScore()),
                        optional(mining.maxScore())))
                .withUnmarked(new UnmarkedAnswers(
                        optional(mining.passageSimilarity().filter(RecipeOptions::isChecked)),
                        optional(mining.querySimilarity().filter(RecipeOptions::isChecked)),
                        optional(mining.queryNearness())));
    }

    private static OptionalDouble optional(Optional<Double> value) {
        return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    private static boolean isChecked(double similarity) {
        return similarity > 0;
    }

    private static TrainingOptions training(Recipe.Training training, Method method, Dtype dtype, long seed) {
        return new TrainingOptions(
                new BatchOptions(
                        training.epochs(),
                        training.batchSize(),
                        training.gradientAccumulation(),
                        training.negativesPerQuery(),
                        false),
                new OptimizerOptions(
                        training.learningRate().orElse(method.learningRate()),
                        training.warmupRatio(),
                        parse(Schedule.class, "recipe.training.schedule", training.schedule()),
                        training.weightDecay(),
                        training.maxGradNorm(),
                        LayerRates.ALL),
                SelectionOptions.looks(training.evaluations()),
                (float) training.scale(),
                training.attentionDropout(),
                dtype,
                seed);
    }

    private static <E extends Enum<E>> E parse(Class<E> type, String field, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> label(value).equals(word))
                .findFirst()
                .orElseThrow(() -> new TrainingException(field + ": found \"" + word + "\", expected one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(RecipeOptions::label)
                                .toList()));
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
