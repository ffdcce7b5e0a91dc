package io.retune.events;

import java.util.List;
import java.util.Optional;

/**
 * What somebody asks for.
 *
 * @param index the index that the run is for
 * @param dataset the target; absent: a snapshot of the index
 * @param guards what must not be forgotten
 * @param model the base model; absent: what is live, or the default where nothing is
 * @param recipe how; absent: {@link Recipe#DEFAULTS}
 */
public record RunRequest(
        String index,
        Optional<DatasetReference> dataset,
        List<DatasetReference> guards,
        Optional<ModelReference> model,
        Recipe recipe) {
    /** Validates and copies; null is read as absent. */
    public RunRequest {
        Checks.name(index, "index");
        dataset = dataset == null ? Optional.empty() : dataset;
        guards = guards == null ? List.of() : guards;
        guards.forEach(guard -> Checks.present(guard, "guards: an entry"));
        guards = List.copyOf(guards);
        model = model == null ? Optional.empty() : model;
        recipe = recipe == null ? Recipe.DEFAULTS : recipe;
    }
}
