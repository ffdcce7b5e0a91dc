package io.retune.cli.demo;

import io.retune.events.Recipe;

/** What the demo does, chosen by dev's figures; val was not looked at for it. */
final class DemoRecipe {
    static final String MODEL = "bge-small-en-v1.5";
    /** Draws the questions that are searched before and after. */
    static final long SEED = 42;

    static final Recipe RECIPE = Recipe.DEFAULTS;

    private DemoRecipe() {}
}
