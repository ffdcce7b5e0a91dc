package io.retune.vectors;

/**
 * A request that Qdrant refuses or data that cannot be used: the same call fails again. The message says where, what was
 * found, what to do. Its subclass {@link VectorStoreUnavailable} is the other kind: the same call may succeed later.
 */
public class VectorStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a complete message. */
    public VectorStoreException(String message) {
        super(message);
    }

    /** Creates an exception with a complete message and its cause. */
    public VectorStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
