package io.retune.cli;

import io.retune.cli.service.RunView;

/** What a command's exit code means; each command's help lists those it can end with. */
public final class ExitCode {
    /** Done; for {@code compare} and runs: promoted. */
    public static final int DONE = 0;
    /** A fault of Retune itself, shown with a stack trace. */
    public static final int FAULT = 1;
    /** Flags or input that cannot be used; one line on standard error, nothing written. */
    public static final int BAD_INPUT = 2;
    /** {@code compare}, runs: the candidate is worse. */
    public static final int REJECTED = 3;
    /** {@code compare}, runs: not certain either way. */
    public static final int UNDECIDED = 4;
    /** {@code train}, runs: nothing beats the base model. */
    public static final int UNCHANGED = 5;

    /** Runs: a stage could not be done. */
    public static final int FAILED = 6;
    /** Runs: somebody called it off. */
    public static final int CANCELLED = 7;
    /** Runs: promoted, but another model had gone live meanwhile: judge again. */
    public static final int SUPERSEDED = 8;

    private ExitCode() {}

    /** What a command that follows a run to its end ends with. */
    public static int of(RunView ended) {
        return switch (ended.decision().orElseThrow()) {
            case PROMOTED -> ofPromotion(ended);
            case REJECTED -> REJECTED;
            case UNDECIDED -> UNDECIDED;
            case UNCHANGED -> UNCHANGED;
            case FAILED -> FAILED;
            case CANCELLED -> CANCELLED;
        };
    }

    private static int ofPromotion(RunView promoted) {
        if (promoted.deployment().isEmpty()) {
            return FAILED;
        }
        return promoted.generation().isPresent() ? DONE : SUPERSEDED;
    }
}
