package io.retune.train.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.retune.events.CheckpointPublished;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A training as {@code GET /v1/trainings/{id}} shows it.
 *
 * @param id of the training, or of the run that it belongs to
 * @param state where it is
 * @param attempts begun so far, of three
 * @param progress in words, where this replica is at it
 * @param reasons why it ended without a checkpoint, or why the last attempt failed
 * @param result absent before there is a checkpoint
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record TrainingView(
        String id,
        TrainingState state,
        int attempts,
        Optional<String> progress,
        List<String> reasons,
        Optional<Result> result) {
    /**
     * A checkpoint.
     *
     * @param checkpoint its artifact
     * @param steps of the training
     * @param bestStep the step that was kept
     * @param devBase dev metrics of the base model; empty without dev
     * @param devBest dev metrics of the checkpoint
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Result(
            String checkpoint, int steps, int bestStep, Map<String, Double> devBase, Map<String, Double> devBest) {
        static Result of(CheckpointPublished published) {
            return new Result(
                    published.checkpoint().name(),
                    published.steps(),
                    published.bestStep(),
                    published.devBase(),
                    published.devBest());
        }
    }
}
