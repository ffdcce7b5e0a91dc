package io.retune.synthesis;

/** Hears how synthesis goes, always on the thread that called it. */
public interface SynthesisListener {
    /** Hears nothing. */
    SynthesisListener SILENT = new SynthesisListener() {};

    /**
     * A passage is done.
     *
     * @param done passages done so far, those of an earlier run included
     * @param total passages to be done
     */
    default void finished(int done, int total) {}

    /** The model cannot answer now and will be asked again: there is no limit to how often. */
    default void waiting(Wait wait) {}
}
