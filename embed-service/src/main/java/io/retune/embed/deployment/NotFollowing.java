package io.retune.embed.deployment;

import io.retune.embed.generation.Generation;

/** A generation that is to go live does not get the documents, again and again. */
public final class NotFollowing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotFollowing(Generation generation, String fault) {
        super("generation " + generation.collection() + " cannot follow the documents: " + fault
                + "; correct that and try again");
    }
}
