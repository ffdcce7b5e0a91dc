package io.retune.eval.judging;

/** Collections or data that cannot be judged by. The message says where, what, and what to do. */
public final class JudgingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a complete message. */
    public JudgingException(String message) {
        super(message);
    }
}
