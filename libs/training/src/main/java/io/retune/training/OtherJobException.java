package io.retune.training;

/** A folder holds an unfinished training of other data, another model or other options; {@link Trainer#discardState}. */
public final class OtherJobException extends TrainingException {
    private static final long serialVersionUID = 1L;

    OtherJobException(String message) {
        super(message);
    }
}
