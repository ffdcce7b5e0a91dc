package io.retune.events;

import java.util.List;
import java.util.Optional;

/**
 * Value of a record of {@link Topic#FEEDBACK}, key the query id: plain JSON, no envelope.
 *
 * @param index where it was searched
 * @param query what was searched
 * @param relevant ids of the documents that were what the person wanted
 * @param answer what the person took from them
 */
public record Feedback(String index, String query, List<String> relevant, Optional<String> answer) {
    /** Validates and copies; null is read as absent. */
    public Feedback {
        Checks.name(index, "index");
        Checks.present(query, "feedback query");
        relevant = relevant == null ? List.of() : relevant;
        relevant.forEach(id -> Checks.present(id, "feedback relevant: an entry"));
        relevant = List.copyOf(relevant);
        Checks.holds(!relevant.isEmpty(), "feedback relevant", "no document", "at least one document id");
        answer = answer == null ? Optional.empty() : answer;
    }
}
