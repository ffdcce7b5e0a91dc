package io.retune.encoder;

/** A model, a file or a text that cannot be used. The message says where, what was found, what was expected, what to do. */
public final class EncoderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a complete message. */
    public EncoderException(String message) {
        super(message);
    }

    /** Creates an exception with a complete message and its cause. */
    public EncoderException(String message, Throwable cause) {
        super(message, cause);
    }
}
