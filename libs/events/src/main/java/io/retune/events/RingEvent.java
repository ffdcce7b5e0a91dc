package io.retune.events;

/** What goes round the ring: the outcome of one stage of a run. */
public sealed interface RingEvent
        permits RetrainingRequested, IndexReady, BaselineReady, TrainingDataReady, CheckpointPublished, RunDecided {
    /** What is known of the run, this stage's part included. */
    RunContext context();

    /** Whose outcome this is. */
    Stage stage();

    /** Where it is published. */
    Topic topic();
}
