package io.retune.local.stack;

import java.time.Duration;

/** Told what happens to the children of a stack. Called from several threads, one at a time per child. */
public interface StackListener {
    /** Does nothing. */
    StackListener SILENT = new StackListener() {};

    /** A child has been started for the first time. */
    default void started(Child child) {}

    /** A child can serve for the first time. */
    default void ready(Child child, Duration after) {}

    /**
     * A child that ended by itself has been started again.
     *
     * @param exitStatus of the process that ended; 128 + n if signal n ended it
     * @param waited how long it was down
     */
    default void restarted(Child child, int exitStatus, Duration waited) {}
}
