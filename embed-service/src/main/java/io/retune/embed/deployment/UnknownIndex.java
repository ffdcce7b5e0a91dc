package io.retune.embed.deployment;

/** There is no index of a name. */
public final class UnknownIndex extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception for a name. */
    public UnknownIndex(String index) {
        super("index " + index + ": there is none of this name; write documents to it, or correct the name");
    }
}
