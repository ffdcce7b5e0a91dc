package io.retune.encoder;

/** Hears how far a long piece of work has come. */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress NONE = (done, total) -> {};

    /**
     * Called now and then by the working thread.
     *
     * @param done items finished, never fewer than before
     * @param total items altogether
     */
    void report(long done, long total);
}
