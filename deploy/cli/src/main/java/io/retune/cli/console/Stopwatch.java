package io.retune.cli.console;

/** Seconds since it was made. */
public final class Stopwatch {
    private final long start = System.nanoTime();

    /** Seconds until now. */
    public double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
