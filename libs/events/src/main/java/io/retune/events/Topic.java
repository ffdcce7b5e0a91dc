package io.retune.events;

import java.time.Duration;

/** Every topic of the ring: its name, how many partitions it is created with, and what is kept for how long. */
public enum Topic {
    /** Somebody wants a better model. */
    RETRAINING_REQUESTED("retraining-requested", Policy.DELETE, Retention.LONG),
    /** A model's judging collections are filled. */
    INDEX_READY("index-ready", Policy.DELETE, Retention.LONG),
    /** How good the base model is, and what these queries can decide. */
    BASELINE_READY("baseline-ready", Policy.DELETE, Retention.LONG),
    /** What to train on. */
    TRAINING_DATA_READY("training-data-ready", Policy.DELETE, Retention.LONG),
    /** A candidate. */
    CHECKPOINT_PUBLISHED("checkpoint-published", Policy.DELETE, Retention.LONG),
    /** How a run ended. */
    RUN_DECIDED("run-decided", Policy.DELETE, Retention.LONG),
    /** How far a run's stages are. */
    RUN_PROGRESS("run-progress", Policy.DELETE, Retention.SHORT),
    /** Every upsert and delete of every index; key {@link DocumentKey}, no value for a delete. */
    DOCUMENTS("documents", Policy.COMPACT, Retention.FOREVER),
    /** What people searched and found; key the query id. */
    FEEDBACK("feedback", Policy.DELETE, Retention.LONG),
    /** What is live; key the index. */
    DEPLOYMENTS("deployments", Policy.COMPACT, Retention.FOREVER),
    /** What no service could do. */
    DEAD_LETTERS("dead-letters", Policy.DELETE, Retention.LONG);

    /**
     * Partitions at creation. Positions of one document are comparable only within its partition, so this number never
     * changes for {@link #DOCUMENTS}.
     */
    public static final int PARTITIONS = 6;

    private final String topicName;
    private final Policy policy;
    private final Duration retention;

    Topic(String topicName, Policy policy, Duration retention) {
        this.topicName = topicName;
        this.policy = policy;
        this.retention = retention;
    }

    /** The name on the broker. */
    public String topicName() {
        return topicName;
    }

    /** What the broker removes. */
    public Policy policy() {
        return policy;
    }

    /** How long a record of a {@link Policy#DELETE} topic is kept. */
    public Duration retention() {
        return retention;
    }

    /** A topic's {@code cleanup.policy}. */
    public enum Policy {
        /** Records older than the retention. */
        DELETE,
        /** Records whose key has a newer one. */
        COMPACT;

        /** The word that Kafka uses. */
        public String kafkaName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final class Retention {
        private static final Duration LONG = Duration.ofDays(365);
        private static final Duration SHORT = Duration.ofDays(7);
        private static final Duration FOREVER = Duration.ofMillis(-1);
    }
}
