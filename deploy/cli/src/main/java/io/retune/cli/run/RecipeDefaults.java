package io.retune.cli.run;

import io.retune.events.Recipe;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The flags of {@code mine} and {@code train} where they stand for a run's recipe: they begin at the recipe's defaults. */
public final class RecipeDefaults implements IDefaultValueProvider {
    private static final Map<String, String> VALUES = values(Recipe.DEFAULTS.mining(), Recipe.DEFAULTS.training());

    private static Map<String, String> values(Recipe.Mining mining, Recipe.Training training) {
        return Map.ofEntries(
                entry("--range-min", mining.rangeMin()),
                entry("--range-max", mining.rangeMax()),
                entry("--negatives", mining.negatives()),
                entry("--relative-margin", mining.relativeMargin().orElseThrow()),
                entry("--sampling", mining.sampling()),
                entry("--epochs", training.epochs()),
                entry("--batch-size", training.batchSize()),
                entry("--gradient-accumulation", training.gradientAccumulation()),
                entry("--negatives-per-query", training.negativesPerQuery()),
                entry("--warmup-ratio", training.warmupRatio()),
                entry("--schedule", training.schedule()),
                entry("--weight-decay", training.weightDecay()),
                entry("--max-grad-norm", training.maxGradNorm()),
                entry("--scale", training.scale()),
                entry("--attention-dropout", training.attentionDropout()),
                entry("--evaluations", training.evaluations()),
                entry("--margin", Recipe.DEFAULTS.margin()),
                entry("--synthesize", Recipe.DEFAULTS.synthesis().passages()));
    }

    private static Map.Entry<String, String> entry(String flag, Object value) {
        return Map.entry(flag, value.toString().toLowerCase(Locale.ROOT));
    }

    @Override
    public String defaultValue(ArgSpec flag) {
        return flag instanceof OptionSpec option ? VALUES.get(option.longestName()) : null;
    }
}
