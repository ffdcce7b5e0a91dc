package io.retune.training;

/** A training, a mining or an evaluation that cannot be done. The message says where, what was found, what to do. */
public class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a complete message. */
    public TrainingException(String message) {
        super(message);
    }

    /** Creates an exception with a complete message and its cause. */
    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Refuses a value.
     *
     * @param holds whether it can be used
     * @throws TrainingException if not: "what is found, expected ..."
     */
    public static void require(boolean holds, String what, Object found, String expected) {
        if (!holds) {
            throw new TrainingException(what + " is " + found + ", expected " + expected);
        }
    }

    /** Refuses a value that is not above 0, or not finite. */
    public static void requirePositive(String what, float value) {
        require(value > 0 && Float.isFinite(value), what, value, "a positive number");
    }
}
