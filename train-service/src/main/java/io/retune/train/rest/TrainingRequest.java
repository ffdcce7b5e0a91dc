package io.retune.train.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.retune.events.DatasetReference;
import io.retune.events.EventCodec;
import io.retune.events.EventException;
import io.retune.events.ModelReference;
import io.retune.events.Recipe;
import io.retune.events.RunContext;
import io.retune.events.RunRequest;
import io.retune.events.TrainingDataReady;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code POST /v1/trainings}.
 *
 * @param dataset an artifact; its split {@code train} is trained on
 * @param model the base model
 * @param recipe mining and training where they differ from the defaults
 * @param seedFrom an earlier training, or the run of one, whose random choices are repeated
 */
@Schema(name = "TrainingRequest")
public record TrainingRequest(
        @Schema(required = true) DatasetReference dataset,
        @Schema(required = true) ModelReference model,
        @Schema(implementation = Recipe.class) Optional<JsonNode> recipe,
        Optional<String> seedFrom) {
    /** What a run's index would be: a direct training is for none. */
    private static final String NO_INDEX = "none";

    /** Validates; null is read as absent. */
    public TrainingRequest {
        require(dataset, "dataset", "{\"name\": ..., \"artifact\": \"datasets/<sha256>\"}");
        require(model, "model", "{\"name\": ...}");
        recipe = recipe == null ? Optional.empty() : recipe.filter(stated -> !stated.isNull());
        seedFrom = seedFrom == null ? Optional.empty() : seedFrom;
    }

    private static void require(Object value, String field, String expected) {
        if (value == null) {
            throw new EventException(field + ": is missing; expected " + expected + "; add it");
        }
    }

    /**
     * The event that would ask a run for this training.
     *
     * @param seed of the training whose random choices are repeated
     */
    TrainingDataReady event(String id, Instant now, Optional<Long> seed) {
        RunRequest request = new RunRequest(
                NO_INDEX,
                Optional.of(dataset),
                List.of(),
                Optional.of(model),
                recipe.map(EventCodec::recipe).orElse(Recipe.DEFAULTS));
        RunContext context = RunContext.requested(id, now, request).withTrainingData(dataset);
        return new TrainingDataReady(seed.map(context::withSeed).orElse(context), Map.of());
    }
}
