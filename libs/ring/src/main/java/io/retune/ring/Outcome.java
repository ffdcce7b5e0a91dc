package io.retune.ring;

import io.retune.events.EventCodec;
import io.retune.events.RingEvent;
import io.retune.events.RunProgress;
import io.retune.events.Stage;
import io.retune.events.Topic;

/**
 * What came out of a stage, as it is stored and published.
 *
 * @param stage under whose name it is stored
 * @param topic where it is published
 * @param value a CloudEvent
 */
public record Outcome(Stage stage, Topic topic, String value) {
    /** The next event of the ring. */
    public static Outcome of(RingEvent event) {
        return new Outcome(event.stage(), event.topic(), EventCodec.write(event));
    }

    /** The end of a stage that no other waits for. */
    public static Outcome of(RunProgress progress) {
        return new Outcome(progress.stage(), Topic.RUN_PROGRESS, EventCodec.write(progress));
    }
}
