package io.retune.local;

/** A local server or the stack cannot do what it was asked to; the message is meant for the person who asked. */
public class LocalException extends RuntimeException {
    /**
     * An exception without a cause.
     *
     * @param message place, what was found, what to do
     */
    public LocalException(String message) {
        super(message);
    }

    /**
     * An exception with a cause.
     *
     * @param message place, what was found, what to do
     */
    public LocalException(String message, Throwable cause) {
        super(message, cause);
    }
}
