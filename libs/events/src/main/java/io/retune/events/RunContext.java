package io.retune.events;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run is about and what is known of it so far. Every event carries it whole; each stage adds its part.
 *
 * @param run the run's id
 * @param index the index that the run is for
 * @param dataset the target; absent: a snapshot of the index' documents and its feedback, made by the first stage
 * @param guards what must not be forgotten
 * @param model the base model; absent: what is live, or the default where nothing is
 * @param recipe how data are made, how it is trained and decided
 * @param requestedAt when
 * @param seed of every random choice, so that a stage that is done again does the same
 * @param base the base model's judging collections, from {@link Stage#BASE_INDEX} on
 * @param generation what was live when the run began, from {@link Stage#BASE_INDEX} on
 * @param trainingData what to train on, from {@link Stage#TRAINING_DATA} on
 * @param candidate the candidate's judging collections, from {@link Stage#CANDIDATE_INDEX} on
 */
public record RunContext(
        String run,
        String index,
        Optional<DatasetReference> dataset,
        List<DatasetReference> guards,
        Optional<ModelReference> model,
        Recipe recipe,
        Instant requestedAt,
        long seed,
        Optional<JudgedModel> base,
        Optional<String> generation,
        Optional<DatasetReference> trainingData,
        Optional<JudgedModel> candidate) {
    /** Validates and copies; null is read as absent. */
    public RunContext {
        Checks.name(run, "run");
        Checks.name(index, "index");
        Checks.present(recipe, "recipe");
        Checks.present(requestedAt, "requested_at");
        guards = guards == null ? List.of() : List.copyOf(guards);
        dataset = Checks.orEmpty(dataset);
        model = Checks.orEmpty(model);
        base = Checks.orEmpty(base);
        generation = Checks.orEmpty(generation);
        trainingData = Checks.orEmpty(trainingData);
        candidate = Checks.orEmpty(candidate);
    }

    /** A run at its beginning; the seed derives from its id. */
    public static RunContext requested(String run, Instant requestedAt, RunRequest request) {
        return new RunContext(
                run,
                request.index(),
                request.dataset(),
                request.guards(),
                request.model(),
                request.recipe(),
                requestedAt,
                seed(run),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The target and the base model after {@link Stage#BASE_INDEX}. */
    public RunContext withBase(DatasetReference target, JudgedModel judged, String live) {
        return new RunContext(
                run,
                index,
                Optional.of(target),
                guards,
                Optional.of(judged.model()),
                recipe,
                requestedAt,
                seed,
                Optional.of(judged),
                Optional.of(live),
                trainingData,
                candidate);
    }

    /** With the random choices of another run. */
    public RunContext withSeed(long other) {
        return new RunContext(
                run,
                index,
                dataset,
                guards,
                model,
                recipe,
                requestedAt,
                other,
                base,
                generation,
                trainingData,
                candidate);
    }

    /** With what to train on. */
    public RunContext withTrainingData(DatasetReference data) {
        return new RunContext(
                run,
                index,
                dataset,
                guards,
                model,
                recipe,
                requestedAt,
                seed,
                base,
                generation,
                Optional.of(data),
                candidate);
    }

    /** With the candidate's collections. */
    public RunContext withCandidate(JudgedModel judged) {
        return new RunContext(
                run,
                index,
                dataset,
                guards,
                model,
                recipe,
                requestedAt,
                seed,
                base,
                generation,
                trainingData,
                Optional.of(judged));
    }

    /** FNV-1a over the id: the same on every JVM, now and later. */
    private static long seed(String run) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < run.length(); i++) {
            hash = (hash ^ run.charAt(i)) * 0x100000001b3L;
        }
        return hash >>> 16;
    }
}
