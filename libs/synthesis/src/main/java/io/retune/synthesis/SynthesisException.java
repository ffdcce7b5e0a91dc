package io.retune.synthesis;

/**
 * Synthesis cannot go on, and waiting would not help: a wrong key, an unknown model, a request that the server refuses,
 * a folder that cannot be written. The message is one line that says where, what was found and what to do.
 */
public final class SynthesisException extends RuntimeException {

    /** @param message the whole story in one line */
    public SynthesisException(String message) {
        super(message);
    }

    /**
     * @param message the whole story in one line
     * @param cause what the operating system or a library said
     */
    public SynthesisException(String message, Throwable cause) {
        super(message, cause);
    }
}
