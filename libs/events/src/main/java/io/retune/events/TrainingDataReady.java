package io.retune.events;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What to train on: {@link RunContext#trainingData}.
 *
 * @param counts pairs by origin ({@code given}, {@code feedback}, {@code synthetic}) and what was left out, by reason
 */
public record TrainingDataReady(RunContext context, Map<String, Integer> counts) implements RingEvent {
    /** Validates and copies. */
    public TrainingDataReady {
        Checks.present(context, "context");
        Checks.holds(context.trainingData().isPresent(), "context.training_data", "nothing", "a data set");
        counts = counts == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    }

    @Override
    public Stage stage() {
        return Stage.TRAINING_DATA;
    }

    @Override
    public Topic topic() {
        return Topic.TRAINING_DATA_READY;
    }
}
