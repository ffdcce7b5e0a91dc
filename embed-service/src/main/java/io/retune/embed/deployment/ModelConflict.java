package io.retune.embed.deployment;

import io.retune.events.Deployment;
import io.retune.events.ModelReference;

/** Somebody names a model for an index that is encoded with another one. */
public final class ModelConflict extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ModelConflict(Deployment live, ModelReference wanted) {
        super("index " + live.index() + ": found model \"" + wanted.name() + "\", expected \""
                + live.model().name() + "\" with the instructions, length and number format of generation "
                + live.generation() + ", which is live; leave the model out, or use another index");
    }
}
