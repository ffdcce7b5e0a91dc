package io.retune.ring.channel;

/** Names of channels; an incoming one is called like its topic. */
public final class Channels {
    /** Outgoing, to whatever topic a message names. */
    public static final String RING = "ring";

    /** Incoming. */
    public static final String RETRAINING_REQUESTED = "retraining-requested";
    /** Incoming. */
    public static final String INDEX_READY = "index-ready";
    /** Incoming. */
    public static final String BASELINE_READY = "baseline-ready";
    /** Incoming. */
    public static final String TRAINING_DATA_READY = "training-data-ready";
    /** Incoming. */
    public static final String CHECKPOINT_PUBLISHED = "checkpoint-published";
    /** Incoming. */
    public static final String RUN_DECIDED = "run-decided";
    /** Incoming. */
    public static final String RUN_PROGRESS = "run-progress";
    /** Incoming. */
    public static final String DEAD_LETTERS = "dead-letters";

    /** The worker pool in which stages are done, one at a time. */
    public static final String STAGES = "stages";

    private Channels() {}
}
