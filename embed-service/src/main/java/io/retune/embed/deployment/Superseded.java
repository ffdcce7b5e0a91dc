package io.retune.embed.deployment;

import io.retune.events.Deployment;

/** What was to be replaced is no longer live: whoever wants the change has to judge again. */
public final class Superseded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Somebody has not seen what is live. */
    Superseded(String index, String expected, Deployment live) {
        super("superseded: index " + index + ": found sequence " + live.sequence() + " live, generation "
                + live.generation() + ", expected " + expected + "; look at what is live now, and decide again");
    }

    Superseded(String index, String expected, String found) {
        super("superseded: index " + index + ": found generation " + found + " live, expected " + expected
                + "; judge again, against what is live now");
    }
}
