package io.retune.vectors;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

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

    /** Whether the request itself cannot be used, and not the server that it went to, its disk or its permissions. */
    public boolean isOfRequest() {
        return getCause() == null
                || (getCause() instanceof StatusRuntimeException answer
                        && (answer.getStatus().getCode() == Status.Code.INVALID_ARGUMENT
                                || answer.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED));
    }
}
