package io.retune.cli.service;

import io.retune.events.ModelReference;
import java.util.List;
import java.util.Optional;

/**
 * What is live in an index, and what stands beside it.
 *
 * @param index its name
 * @param sequence of the deployment, from 1
 * @param generation that is live
 * @param model that encoded it
 * @param previous the generation that was live before
 * @param reason {@code first}, {@code promotion} or {@code rollback}
 * @param run that promoted it
 * @param generations all that are kept
 */
public record IndexView(
        String index,
        long sequence,
        String generation,
        ModelReference model,
        Optional<String> previous,
        String reason,
        Optional<String> run,
        List<GenerationView> generations) {
    /**
     * A generation.
     *
     * @param generation its name
     * @param state {@code live}, {@code standby} or {@code building}
     * @param points documents that can be found
     * @param lag records of the documents log that it has not applied yet; 0: everything written is searchable
     */
    public record GenerationView(String generation, String state, long points, long lag) {}

    /** Copies. */
    public IndexView {
        generations = generations == null ? List.of() : List.copyOf(generations);
    }

    /** The generation that is live, if it is among those that are told. */
    public Optional<GenerationView> live() {
        return generations.stream()
                .filter(candidate -> candidate.generation().equals(generation))
                .findFirst();
    }
}
