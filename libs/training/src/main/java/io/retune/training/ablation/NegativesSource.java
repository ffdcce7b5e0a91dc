package io.retune.training.ablation;

import java.util.Locale;

/** Where an arm's hard negatives come from. */
public enum NegativesSource {
    /** There are none: pairs only. */
    NONE,
    /** Those that the data set came with. */
    GIVEN,
    /** Those that the base model finds. */
    MINED;

    /** The arm's name, in reports and on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
