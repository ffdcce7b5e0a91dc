package io.retune.synthesis;

import java.util.concurrent.CancellationException;

/** Asked between passages, between batches and during waits, several times a second, on the caller's thread. */
@FunctionalInterface
public interface Cancellation {
    /** Never cancels. */
    Cancellation NEVER = () -> false;

    /** Whether the caller has lost interest. */
    boolean isCancelled();

    /**
     * Goes on only if the caller is still interested.
     *
     * @throws CancellationException if not
     */
    default void check() {
        if (isCancelled()) {
            throw new CancellationException("synthesis was cancelled; what is finished is kept");
        }
    }
}
