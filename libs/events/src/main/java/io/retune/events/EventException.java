package io.retune.events;

/** An event, a topic or a value that does not follow the contract. The message says where, what, and what to do. */
public final class EventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a complete message. */
    public EventException(String message) {
        super(message);
    }

    /** Creates an exception with a complete message and its cause. */
    public EventException(String message, Throwable cause) {
        super(message, cause);
    }
}
