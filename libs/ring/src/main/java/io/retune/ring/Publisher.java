package io.retune.ring;

import io.retune.events.RunProgress;
import io.retune.events.Topic;

/** Sends records to the broker. */
public interface Publisher {
    /**
     * Sends a record and waits until all replicas have it.
     *
     * @throws TransientFault if the broker does not answer
     * @throws IllegalStateException if it refuses the record
     */
    void publish(Topic topic, String key, String value);

    /** Sends progress and does not wait: what is lost is followed by the next, and may be left out for it. */
    default void progress(RunProgress progress) {
        tell(progress);
    }

    /** Sends what has to be told, and does not wait. */
    void tell(RunProgress progress);
}
