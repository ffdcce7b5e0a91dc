package io.retune.train.rest;

import io.retune.artifacts.ArtifactStore;
import io.retune.events.CheckpointPublished;
import io.retune.events.EventCodec;
import io.retune.events.RunDecided;
import io.retune.events.RunProgress;
import io.retune.events.Stage;
import io.retune.events.TrainingDataReady;
import io.retune.ring.RunRecords;
import io.retune.train.background.BackgroundTrainings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Trainings as the artifact store knows them, those of runs too: every replica gives the same answer. */
@ApplicationScoped
public class Trainings {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

    private final ArtifactStore store;
    private final RunRecords records;
    private final BackgroundTrainings background;

    Trainings(ArtifactStore store, RunRecords records, BackgroundTrainings background) {
        this.store = store;
        this.records = records;
        this.background = background;
    }

    /** A training by its id, or that of its run. */
    public Optional<TrainingView> find(String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        int attempts = store.list("runs/" + id + "/training/attempt-").size();
        return records.outcome(id, Stage.TRAINING)
                .map(outcome -> done(id, attempts, EventCodec.read(outcome, CheckpointPublished.class)))
                .or(() -> records.outcome(id, Stage.DECISION)
                        .flatMap(outcome -> ended(id, attempts, EventCodec.read(outcome, RunDecided.class))))
                .or(() -> pending(id, attempts));
    }

    /** What decides a training's random choices. */
    Optional<Long> seed(String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        return background
                .request(id)
                .or(() -> records.outcome(id, Stage.TRAINING_DATA)
                        .map(event -> EventCodec.read(event, TrainingDataReady.class)))
                .map(event -> event.context().seed());
    }

    private static TrainingView done(String id, int attempts, CheckpointPublished published) {
        return new TrainingView(
                id,
                TrainingState.DONE,
                attempts,
                Optional.empty(),
                List.of(),
                Optional.of(TrainingView.Result.of(published)));
    }

    private static Optional<TrainingView> ended(String id, int attempts, RunDecided decided) {
        Optional<TrainingState> state =
                switch (decided.decision()) {
                    case UNCHANGED -> Optional.of(TrainingState.UNCHANGED);
                    case FAILED -> Optional.of(TrainingState.FAILED);
                    case CANCELLED -> Optional.of(TrainingState.CANCELLED);
                    case PROMOTED, REJECTED, UNDECIDED -> Optional.empty();
                };
        return state.map(
                known -> new TrainingView(id, known, attempts, Optional.empty(), decided.reasons(), Optional.empty()));
    }

    private Optional<TrainingView> pending(String id, int attempts) {
        if (attempts == 0 && background.request(id).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TrainingView(
                id,
                attempts == 0 ? TrainingState.ACCEPTED : TrainingState.RUNNING,
                attempts,
                background.progress(id).map(Trainings::describe),
                records.lastError(id, Stage.TRAINING).stream().toList(),
                Optional.empty()));
    }

    private static String describe(RunProgress progress) {
        String amount = progress.total() == 0
                ? ""
                : "%,d of %,d %s: ".formatted(progress.done(), progress.total(), progress.unit());
        return amount + progress.message();
    }
}
