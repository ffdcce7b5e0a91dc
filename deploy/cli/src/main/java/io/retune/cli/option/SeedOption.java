package io.retune.cli.option;

import picocli.CommandLine.Option;

/** {@code --seed}: everything that is drawn. */
public final class SeedOption {
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description =
                    "Decides everything that is drawn; the same seed gives the same result. Default: ${DEFAULT-VALUE}.")
    private long seed;

    /** The seed. */
    public long seed() {
        return seed;
    }
}
