package io.retune.events;

import java.util.List;

/**
 * How a run ended. The first one of a run counts; it is stored once.
 *
 * @param decision in a word
 * @param reasons in sentences
 */
public record RunDecided(RunContext context, RunOutcome decision, List<String> reasons) implements RingEvent {
    /** Validates and copies. */
    public RunDecided {
        Checks.present(context, "context");
        Checks.present(decision, "decision");
        reasons = reasons == null ? List.of() : List.copyOf(reasons);
        Checks.holds(!reasons.isEmpty(), "reasons", "none", "at least one sentence");
    }

    @Override
    public Stage stage() {
        return Stage.DECISION;
    }

    @Override
    public Topic topic() {
        return Topic.RUN_DECIDED;
    }
}
