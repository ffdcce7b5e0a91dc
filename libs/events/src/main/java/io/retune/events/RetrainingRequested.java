package io.retune.events;

/** Somebody wants a better model. */
public record RetrainingRequested(RunContext context) implements RingEvent {
    /** Validates that there is a context. */
    public RetrainingRequested {
        Checks.present(context, "context");
    }

    @Override
    public Stage stage() {
        return Stage.REQUEST;
    }

    @Override
    public Topic topic() {
        return Topic.RETRAINING_REQUESTED;
    }
}
