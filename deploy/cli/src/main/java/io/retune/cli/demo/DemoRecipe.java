package io.retune.cli.demo;

import io.retune.events.Recipe;
import io.retune.metrics.gate.Guard;
import java.util.Optional;

/** What the demo does, chosen by dev's figures; val was not looked at for it. */
final class DemoRecipe {
    static final String MODEL = "bge-small-en-v1.5";
    /** Draws the questions that are searched before and after. */
    static final long SEED = 42;

    static final Recipe RECIPE = new Recipe(
            new Recipe.Synthesis(0, 2, 10),
            new Recipe.Mining(10, 60, 10, Optional.of(0.05), "random"),
            new Recipe.Training(1, 32, 1, 1, 2e-5, 0.1, "cosine", 0.01, 1, 20, 0, 4),
            Guard.DEFAULT_MARGIN);

    private DemoRecipe() {}
}
