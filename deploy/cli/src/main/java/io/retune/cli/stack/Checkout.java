package io.retune.cli.stack;

import io.retune.cli.InputException;
import java.nio.file.Path;

/** The folder in which the services are built. */
public final class Checkout {
    private static final String PROPERTY = "retune.root";

    private Checkout() {}

    /**
     * What the {@code retune} script says.
     *
     * @throws InputException if it was not used
     */
    public static Path root() {
        String root = System.getProperty(PROPERTY, "");
        if (root.isEmpty()) {
            throw new InputException("-D" + PROPERTY + ": not set; expected the folder of the checkout, whose services"
                    + " make the stack; use the retune script, which sets it");
        }
        return Path.of(root);
    }
}
