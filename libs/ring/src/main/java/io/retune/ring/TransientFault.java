package io.retune.ring;

/** Something is away that will come back: the stage waits and does not count the attempt. */
public final class TransientFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates a fault; the message says what is away. */
    public TransientFault(String message, Throwable cause) {
        super(message, cause);
    }
}
