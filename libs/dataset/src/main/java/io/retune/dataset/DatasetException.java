package io.retune.dataset;

/**
 * A data set that cannot be used as it is. The message is one line that says where the trouble is (file, key or row),
 * what was found, what was expected and what to do about it; it is meant to be shown to a person as it stands.
 */
public final class DatasetException extends RuntimeException {

    /** @param message the whole story in one line */
    public DatasetException(String message) {
        super(message);
    }

    /**
     * @param message the whole story in one line
     * @param cause what the operating system or a library said
     */
    public DatasetException(String message, Throwable cause) {
        super(message, cause);
    }
}
