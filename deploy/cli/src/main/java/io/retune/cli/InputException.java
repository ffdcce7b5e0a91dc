package io.retune.cli;

/**
 * Flags, files or surroundings that a command cannot work with: exit code 2. The message is one line that says where,
 * what was found, what was expected and what to do.
 */
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a complete message. */
    public InputException(String message) {
        super(message);
    }

    /** Creates an exception with a complete message and its cause. */
    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
