package io.retune.train.background;

import io.retune.events.DeadLetter;
import io.retune.events.EventCodec;
import io.retune.events.RunDecided;
import io.retune.events.RunOutcome;
import io.retune.events.RunProgress;
import io.retune.events.Topic;
import io.retune.ring.Outcome;
import io.retune.ring.Publisher;
import io.retune.ring.RunRecords;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Sends nothing to the ring: a training that somebody asked for directly leaves records only. */
final class QuietPublisher implements Publisher {
    private final RunRecords records;
    private final Map<String, RunProgress> latest = new ConcurrentHashMap<>();

    QuietPublisher(RunRecords records) {
        this.records = records;
    }

    /** In the ring, eval-service ends a run whose stage was given up; here nobody else does. */
    @Override
    public void publish(Topic topic, String key, String value) {
        latest.remove(key);
        if (topic == Topic.DEAD_LETTERS) {
            DeadLetter letter = EventCodec.read(value, DeadLetter.class);
            records.keep(
                    key,
                    Outcome.of(new RunDecided(
                            letter.context().orElseThrow(), RunOutcome.FAILED, List.of(letter.error()))));
        }
    }

    @Override
    public void tell(RunProgress progress) {
        if (progress.state() == RunProgress.State.RUNNING || progress.state() == RunProgress.State.WAITING) {
            latest.put(progress.run(), progress);
        } else {
            latest.remove(progress.run());
        }
    }

    Optional<RunProgress> latest(String run) {
        return Optional.ofNullable(latest.get(run));
    }
}
