package io.retune.events;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A candidate.
 *
 * @param checkpoint the model as it is to be used
 * @param steps of the training
 * @param bestStep the step that was kept
 * @param devBase dev metrics of the base model; empty without a dev split
 * @param devBest dev metrics of the checkpoint
 */
public record CheckpointPublished(
        RunContext context,
        ModelReference checkpoint,
        int steps,
        int bestStep,
        Map<String, Double> devBase,
        Map<String, Double> devBest)
        implements RingEvent {
    /** Validates and copies. */
    public CheckpointPublished {
        Checks.present(context, "context");
        Checks.present(checkpoint, "checkpoint");
        devBase = copy(devBase);
        devBest = copy(devBest);
    }

    @Override
    public Stage stage() {
        return Stage.TRAINING;
    }

    @Override
    public Topic topic() {
        return Topic.CHECKPOINT_PUBLISHED;
    }

    private static Map<String, Double> copy(Map<String, Double> metrics) {
        return metrics == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
}
