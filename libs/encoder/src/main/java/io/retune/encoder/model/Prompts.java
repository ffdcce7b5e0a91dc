package io.retune.encoder.model;

import io.retune.encoder.Role;
import java.util.Objects;

/**
 * What the model wants in front of each text.
 *
 * @param query put in front of queries, as it stands; empty for none
 * @param passage put in front of passages, as it stands; empty for none
 */
public record Prompts(String query, String passage) {
    /** No prompts. */
    public static final Prompts NONE = new Prompts("", "");

    /** Validates that neither is null. */
    public Prompts {
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(passage, "passage");
    }

    /** The prompt of a role. */
    public String of(Role role) {
        return role == Role.QUERY ? query : passage;
    }
}
