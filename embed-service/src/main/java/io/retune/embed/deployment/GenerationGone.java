package io.retune.embed.deployment;

import io.retune.embed.generation.Generation;

/** What is to go live was removed meanwhile. */
public final class GenerationGone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GenerationGone(Generation generation) {
        super("index " + generation.index() + ": generation " + generation.name()
                + " was removed while it was to go live; nothing has changed: train again");
    }
}
