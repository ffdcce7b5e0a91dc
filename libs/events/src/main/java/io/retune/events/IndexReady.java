package io.retune.events;

/** A model's judging collections are filled: the candidate's if the context has one, else the base model's. */
public record IndexReady(RunContext context) implements RingEvent {
    /** Validates that there is something to judge. */
    public IndexReady {
        Checks.present(context, "context");
        Checks.holds(context.base().isPresent(), "context.base", "nothing", "the base model's judging collections");
    }

    @Override
    public Stage stage() {
        return context.candidate().isPresent() ? Stage.CANDIDATE_INDEX : Stage.BASE_INDEX;
    }

    @Override
    public Topic topic() {
        return Topic.INDEX_READY;
    }
}
