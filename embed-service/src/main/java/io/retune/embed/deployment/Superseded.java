package io.retune.embed.deployment;

/** What was to be replaced is no longer live: whoever wants the change has to judge again. */
public final class Superseded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Superseded(String index, String expected, String found) {
        super("superseded: index " + index + ": found generation " + found + " live, expected " + expected
                + "; judge again, against what is live now");
    }
}
