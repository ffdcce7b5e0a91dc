package io.retune.events;

import java.util.List;

/**
 * A model whose judging collections are filled.
 *
 * @param model what encoded
 * @param passageIdentity digest of all that decides a passage's vector
 * @param queryIdentity digest of all that decides a query's vector
 * @param target where it must be better
 * @param guards where it must not be worse
 */
public record JudgedModel(
        ModelReference model, String passageIdentity, String queryIdentity, JudgedSet target, List<JudgedSet> guards) {
    /** Validates and copies. */
    public JudgedModel {
        Checks.present(model, "judged.model");
        Checks.present(passageIdentity, "judged.passage_identity");
        Checks.present(queryIdentity, "judged.query_identity");
        Checks.present(target, "judged.target");
        guards = guards == null ? List.of() : List.copyOf(guards);
    }
}
