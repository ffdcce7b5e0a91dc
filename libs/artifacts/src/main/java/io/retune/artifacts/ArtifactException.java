package io.retune.artifacts;

/** A record or an artifact that cannot be used. The message says where, what was found, what was expected, what to do. */
public final class ArtifactException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a complete message. */
    public ArtifactException(String message) {
        super(message);
    }

    /** Creates an exception with a complete message and its cause. */
    public ArtifactException(String message, Throwable cause) {
        super(message, cause);
    }
}
