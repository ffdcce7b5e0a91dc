package io.retune.cli;

/** Text that every command's help repeats. */
public final class Help {
    /** Heading of the exit codes. */
    public static final String EXIT_CODES = "%nExit codes:%n";
    /** Exit code 0 of most commands. */
    public static final String DONE = " 0:done";
    /** Exit code 1. */
    public static final String FAULT = " 1:a fault of retune itself; the trace says what to report";
    /** Exit code 2. */
    public static final String BAD_INPUT =
            " 2:a flag or an input cannot be used; one line says why, nothing is written";
    /** Exit code 5 of {@code train}. */
    public static final String UNCHANGED = " 5:nothing beats the base model; no checkpoint is written";
    /** Exit code 0 of commands that follow a run. */
    public static final String PROMOTED = " 0:promoted: the candidate is live";
    /** Exit code 3 of commands that follow a run. */
    public static final String REJECTED = " 3:rejected: certainly worse";
    /** Exit code 4 of commands that follow a run. */
    public static final String UNDECIDED = " 4:undecided: not certain either way";
    /** Exit code 5 of commands that follow a run. */
    public static final String RUN_UNCHANGED = " 5:unchanged: nothing beat the base model";
    /** Exit code 6 of commands that follow a run. */
    public static final String FAILED = " 6:failed: a stage could not be done; the last lines say why";
    /** Exit code 7 of commands that follow a run. */
    public static final String CANCELLED = " 7:cancelled";
    /** Exit code 8 of commands that follow a run. */
    public static final String SUPERSEDED = " 8:superseded: better, but another model went live meanwhile; run again";
    /** What the shell sees after Ctrl-C of a command that follows a run. */
    public static final String UNFOLLOWED = "130:interrupted (Ctrl-C); the run goes on";
    /** What the shell sees after Ctrl-C. */
    public static final String INTERRUPTED = "130:interrupted (Ctrl-C); the same command again goes on where it was";

    private Help() {}
}
