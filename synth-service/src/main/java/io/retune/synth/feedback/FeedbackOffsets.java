package io.retune.synth.feedback;

import io.retune.artifacts.ArtifactStore;
import io.retune.events.EventCodec;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * How far the topic is read for a run: a stage that is done again, by whomever, reads the same.
 *
 * @param ends partition to the offset behind its last record
 */
record FeedbackOffsets(Map<Integer, Long> ends) {
    /** Copies. */
    FeedbackOffsets {
        ends = Collections.unmodifiableMap(new TreeMap<>(ends));
    }

    /** Those of a run: fixed by whoever asks first. */
    static FeedbackOffsets of(String run, ArtifactStore store, Supplier<FeedbackOffsets> now) {
        String key = "runs/" + run + "/training-data/feedback-offsets.json";
        if (store.read(key).isEmpty()) {
            store.putIfAbsent(key, EventCodec.writePlain(now.get()).getBytes(StandardCharsets.UTF_8));
        }
        return EventCodec.readPlain(
                new String(store.read(key).orElseThrow(), StandardCharsets.UTF_8), FeedbackOffsets.class);
    }
}
