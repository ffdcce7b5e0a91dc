package io.retune.embed.generation;

/** An index is there and cannot be searched: no caller can help that. */
public final class Unsearchable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unsearchable(String index, String why, Throwable cause) {
        super("index " + index + ": is there, but cannot be searched: " + why, cause);
    }
}
