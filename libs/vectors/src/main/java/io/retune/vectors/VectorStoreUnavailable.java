package io.retune.vectors;

/**
 * Qdrant is away, overloaded or too slow: the same call may succeed later. What was being written may or may not have
 * been applied; every write of {@link VectorStore} may be repeated. The message names the address.
 */
public final class VectorStoreUnavailable extends VectorStoreException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a complete message and its cause. */
    public VectorStoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
