package io.retune.embed.deployment;

/** A rollback without a generation to go back to. */
public final class NothingToGoBackTo extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NothingToGoBackTo(String message) {
        super(message);
    }
}
