package io.retune.ring;

/** Thrown at a safe point of a stage that is not to go on. */
public final class StageCancelled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why a stage stops. */
    public enum Reason {
        /** The run has ended meanwhile: cancelled, or decided by another. */
        RUN_ENDED,
        /** The event belongs to another process now, or this one is stopping: whoever gets it next goes on. */
        EVENT_LOST
    }

    StageCancelled(Reason reason) {
        super("the stage stops: " + reason);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
