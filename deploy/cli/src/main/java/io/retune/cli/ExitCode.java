package io.retune.cli;

/** What a command's exit code means; each command's help lists those it can end with. */
public final class ExitCode {
    /** Done; for {@code compare}: promoted. */
    public static final int DONE = 0;
    /** A fault of Retune itself, shown with a stack trace. */
    public static final int FAULT = 1;
    /** Flags or input that cannot be used; one line on standard error, nothing written. */
    public static final int BAD_INPUT = 2;
    /** {@code compare}: the candidate is worse. */
    public static final int REJECTED = 3;
    /** {@code compare}: not certain either way. */
    public static final int UNDECIDED = 4;
    /** {@code train}: nothing beats the base model. */
    public static final int UNCHANGED = 5;

    private ExitCode() {}
}
