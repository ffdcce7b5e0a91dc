package io.retune.ring;

import io.retune.events.RunProgress;
import io.retune.events.Topic;

/** Sends records to the broker. */
public interface Publisher {
    /**
     * Sends a record and waits until all replicas have it.
     *
     * @throws TransientFault if the broker does not answer
     */
    void publish(Topic topic, String key, String value);

    /** Sends progress and does not wait: what is lost is followed by the next. */
    void progress(RunProgress progress);
}
